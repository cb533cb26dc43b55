/**
 * The page's side of the content security policy. Imported before everything else: schemas decide at construction
 * whether they compile code, and Mantine's first render already writes HTML text.
 */
import { z } from 'zod';
import { createTrustedTypesPolicy, trustedTypesOf } from './security-policy.ts';

// Without this, zod probes `new Function`, which our policy forbids and reports.
z.config({ jitless: true });

createTrustedTypesPolicy(trustedTypesOf(window));

/** The nonce the shell wrote into the page for this load; empty when there is none. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
