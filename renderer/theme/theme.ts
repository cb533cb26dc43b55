/** The Mantine theme; everything it emits goes through Mantine's one `<style>` with our nonce. */
import { createTheme, type CSSVariablesResolver } from '@mantine/core';
import { fonts, scales, tokens } from './tokens.ts';

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
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    Paper: { defaultProps: { radius: 'lg', shadow: 'none', withBorder: true } },
    Card: { defaultProps: { radius: 'lg', shadow: 'none', withBorder: true, padding: 'lg' } },
    TextInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm', hideControls: true } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Tabs: { defaultProps: { variant: 'default' } },
    Table: { defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md', highlightOnHover: true } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, radius: 'sm' } },
    Modal: {
      defaultProps: {
        radius: 'lg',
        centered: true,
        lockScroll: false,
        overlayProps: { backgroundOpacity: 0.5, blur: 0 },
        transitionProps: { duration: 120 },
      },
    },
    Menu: { defaultProps: { radius: 'md', shadow: 'md', transitionProps: { duration: 100 } } },
    Notification: { defaultProps: { radius: 'lg', withBorder: true } },
    Skeleton: { defaultProps: { radius: 'sm' } },
    Badge: { defaultProps: { radius: 'sm', variant: 'light', tt: 'none', fw: 500 } },
  },
});

const hues = ['ink', 'green', 'amber', 'red', 'violet', 'teal', 'blue', 'yellow', 'orange', 'grape'] as const;
const alias: Record<string, keyof typeof scales> = { blue: 'ink', yellow: 'amber', orange: 'amber', grape: 'violet' };
const darkTint: Record<string, [bg: string, hover: string]> = {
  ink: ['#1c2740', '#24314f'],
  green: ['#14291e', '#1a3527'],
  amber: ['#312310', '#3e2d15'],
  red: ['#381d1b', '#472523'],
  violet: ['#2c2034', '#382942'],
  teal: ['#10292b', '#153436'],
};

/** Repairs the contrast of Mantine's light/outline/subtle variants and emits the semantic tokens. */
export const resolver: CSSVariablesResolver = () => {
  const light: Record<string, string> = {},
    dark: Record<string, string> = {};
  for (const [name, [l, d]] of Object.entries(tokens)) {
    light[`--cs-${name}`] = l;
    dark[`--cs-${name}`] = d;
  }
  for (const hue of hues) {
    const key = alias[hue] ?? (hue as keyof typeof scales);
    const s = scales[key],
      t = darkTint[key]!;
    Object.assign(light, {
      [`--mantine-color-${hue}-text`]: s[7],
      [`--mantine-color-${hue}-filled`]: s[7],
      [`--mantine-color-${hue}-filled-hover`]: s[8],
      [`--mantine-color-${hue}-light`]: s[1],
      [`--mantine-color-${hue}-light-hover`]: s[2],
      [`--mantine-color-${hue}-light-color`]: s[8],
      [`--mantine-color-${hue}-outline`]: s[7],
      [`--mantine-color-${hue}-outline-hover`]: s[0],
    });
    Object.assign(dark, {
      [`--mantine-color-${hue}-text`]: s[4],
      [`--mantine-color-${hue}-filled`]: key === 'ink' ? s[6] : s[7],
      [`--mantine-color-${hue}-filled-hover`]: key === 'ink' ? s[7] : s[8],
      [`--mantine-color-${hue}-light`]: t[0],
      [`--mantine-color-${hue}-light-hover`]: t[1],
      [`--mantine-color-${hue}-light-color`]: s[3],
      [`--mantine-color-${hue}-outline`]: s[4],
      [`--mantine-color-${hue}-outline-hover`]: t[0],
    });
  }
  const common = {
    '--mantine-color-body': 'var(--cs-canvas)',
    '--mantine-color-text': 'var(--cs-text)',
    '--mantine-color-dimmed': 'var(--cs-text-3)',
    '--mantine-color-placeholder': 'var(--cs-text-3)',
    '--mantine-color-anchor': 'var(--cs-ink)',
    '--mantine-color-default': 'var(--cs-surface)',
    '--mantine-color-default-hover': 'var(--cs-hover)',
    '--mantine-color-default-color': 'var(--cs-text)',
    '--mantine-color-default-border': 'var(--cs-border-strong)',
    '--mantine-color-error': 'var(--cs-bad)',
    '--mantine-color-gray-light': 'var(--cs-idle-bg)',
    '--mantine-color-gray-light-color': 'var(--cs-text-2)',
    '--mantine-color-disabled': 'var(--cs-idle-bg)',
    '--mantine-color-disabled-color': 'var(--cs-text-3)',
    '--mantine-color-disabled-border': 'var(--cs-idle-border)',
    '--mantine-color-gray-text': 'var(--cs-text-2)',
    '--mantine-color-gray-outline': 'var(--cs-control)',
  };
  return {
    variables: { '--cs-row': '40px', '--cs-row-compact': '32px' },
    light: { ...light, ...common },
    dark: { ...dark, ...common },
  };
};
