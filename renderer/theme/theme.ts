/** The Mantine theme; everything it emits goes through Mantine's one `<style>` with our nonce. */
import { createTheme } from '@mantine/core';
import { fonts, scales } from './tokens.ts';

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  colors: { ...scales, blue: scales.ink, yellow: scales.amber, orange: scales.amber, grape: scales.violet },
  autoContrast: false,
  white: '#ffffff',
  black: '#181b21',
  fontFamily: fonts.sans,
  fontFamilyMonospace: fonts.mono,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.3334', sm: '1.5385', md: '1.4286', lg: '1.5', xl: '1.4' },
  headings: {
    fontFamily: fonts.sans,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.75rem' },
      h2: { fontSize: '1rem', lineHeight: '1.5rem' },
      h3: { fontSize: '0.875rem', lineHeight: '1.25rem' },
      h4: { fontSize: '0.8125rem', lineHeight: '1.25rem' },
      h5: { fontSize: '0.75rem', lineHeight: '1rem' },
      h6: { fontSize: '0.75rem', lineHeight: '1rem' },
    },
  },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '0.125rem', sm: '0.25rem', md: '0.375rem', lg: '0.5rem', xl: '0.75rem' },
  defaultRadius: 'md',
  shadows: { xs: 'none', sm: 'none', md: 'var(--cs-shadow)', lg: 'var(--cs-shadow)', xl: 'var(--cs-shadow)' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 500 } } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right' } },
    Textarea: { defaultProps: { size: 'sm' } },
    ModalRoot: { defaultProps: { radius: 'lg', padding: 'lg', lockScroll: false, transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { radius: 'md', shadow: 'md', transitionProps: { duration: 100 } } },
  },
});
