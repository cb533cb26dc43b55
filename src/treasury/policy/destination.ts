import type { DestinationClass } from './policy.ts';

/** Own accounts and the address book, as far as a policy needs them. */
export interface KnownAddresses {
  readonly accounts: Iterable<{ readonly address: string }>;
  readonly payees: Iterable<{ readonly address: string }>;
}

/** Class of an address: one of our accounts, a payee of the book, or anything else. Exact text only; base58 is case-sensitive. */
export function destinationClass(address: string, known: KnownAddresses): DestinationClass {
  for (const account of known.accounts) if (account.address === address) return 'own';
  for (const payee of known.payees) if (payee.address === address) return 'book';
  return 'new';
}
