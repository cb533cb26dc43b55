/**
 * The page's side of the content security policy. Imported before everything else: schemas decide at construction
 * whether they compile code, and Mantine's first render already writes HTML text.
 */
import { z } from 'zod';

// Without this, zod probes `new Function`, which our policy forbids and reports.
z.config({ jitless: true });

interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createHTML: (text: string) => string | null }): unknown;
}

/** Text without markup may pass (Mantine's own `<style>` content); anything with a tag is refused by the browser. */
export function createTrustedTypesPolicy(factory: TrustedTypesFactory | undefined): void {
  factory?.createPolicy('default', { createHTML: (text) => (text.includes('<') ? null : text) });
}

/** The nonce the shell wrote into the page for this load; empty when there is none. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

createTrustedTypesPolicy((window as { trustedTypes?: TrustedTypesFactory }).trustedTypes);
