import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { styleNonce } from '../security.ts';
import { resolver } from './resolver.ts';
import { theme } from './theme.ts';

/** Colours, type and Mantine's one style element, with the nonce of this load. */
export function Theme({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={resolver} getStyleNonce={styleNonce} defaultColorScheme="auto">
      {children}
    </MantineProvider>
  );
}
