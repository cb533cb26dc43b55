/** The chains that a workspace can pay on, and the key that each of them needs. */
import { z } from 'zod';

/** `evm` is every network that runs Ethereum's machine; which one is in the network's name. */
export const Chain = z.enum(['solana', 'evm']);
export type Chain = z.output<typeof Chain>;

/** Signature scheme of a vault's key: Ed25519 by FROST, ECDSA over secp256k1 by CGGMP24. */
export const Scheme = z.enum(['ed25519', 'ecdsa-secp256k1']);
export type Scheme = z.output<typeof Scheme>;

/** Sizes of an ECDSA vault's auxiliary moduli: 3072 bits (P128, the default) or 2048 bits (P112, only where it was chosen). */
export const EcdsaProfile = z.enum(['P128', 'P112']);
export type EcdsaProfile = z.output<typeof EcdsaProfile>;

/** Non-hardened child indexes from the vault's key to an account's key. */
export const KeyPath = z
  .array(
    z
      .int()
      .min(0)
      .max(2 ** 31 - 1),
  )
  .max(8);
export type KeyPath = readonly number[];
