/** The page's Trusted Types policy; pure, so that a test can hold it. */

interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createHTML: (text: string) => string | null }): unknown;
}

/** Text without markup may pass (Mantine's own `<style>` content); anything with a tag is refused by the browser. */
export function createTrustedTypesPolicy(factory: TrustedTypesFactory | undefined): void {
  factory?.createPolicy('default', { createHTML: (text) => (text.includes('<') ? null : text) });
}

/** The browser's factory, where there is one. */
export const trustedTypesOf = (scope: object): TrustedTypesFactory | undefined =>
  (scope as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
