/** What the rules of a workspace must know of each chain: pure facts, the same in every replica. */
import type { VerifyEd25519 } from '../../base/signatures.ts';
import type { Asset } from '../intent/assets.ts';
import { isSolanaAddress, solanaText } from '../intent/chain-address.ts';
import { accountKey, type VaultKey } from './account-key.ts';
import type { Chain, KeyPath, Scheme } from './chain.ts';
import { evmAddressOfKey, isEvmAddress } from './evm-address.ts';
import { chainIdOf } from './evm-network.ts';
import { evmTransactionId, isEvmSignature } from './evm-signature.ts';

/** A signature over an unsigned transaction by the key of an account. */
export interface SignedBytes {
  readonly key: VaultKey;
  readonly path: KeyPath;
  readonly unsigned: Uint8Array;
  readonly signature: Uint8Array;
}

export interface ChainRules {
  /** As a person calls it. */
  readonly name: string;
  /** What a vault's key must be to sign on this chain. */
  readonly scheme: Scheme;
  /** The asset that accounts hold and fees are paid in. */
  readonly asset: Asset;
  /** Whether the text is an address in the chain's one canonical form. Says nothing about who can sign for it. */
  isAddress(text: string): boolean;
  /** Whether the text can name a network of this chain. */
  isNetwork(text: string): boolean;
  /** Whether accounts of this chain can lie at this path of a vault's key. */
  isPath(path: KeyPath): boolean;
  /** Address of the account at this path; `null` when the key has none. */
  addressOf(key: VaultKey, path: KeyPath): string | null;
  /** Whether the signature is one of the account's key over the unsigned transaction, in the form in which the log holds it. Never throws. */
  isSigned(signed: SignedBytes, verify: VerifyEd25519): boolean;
  /** The chain's own name of the signed transaction; empty when the bytes and the signature make none. */
  transactionId(unsigned: Uint8Array, signature: Uint8Array): string;
}

const solana: ChainRules = {
  name: 'Solana',
  scheme: 'ed25519',
  asset: 'SOL',
  isAddress: isSolanaAddress,
  isNetwork: () => true,
  // Solana's wallets know no public derivation: a vault has one key and one address.
  isPath: (path) => path.length === 0,
  addressOf: ({ groupKey }, path) => (path.length === 0 && groupKey.length === 32 ? solanaText(groupKey) : null),
  isSigned: ({ key, path, unsigned, signature }, verify) =>
    path.length === 0 && signature.length === 64 && verify(key.groupKey, unsigned, signature),
  transactionId: (_unsigned, signature) => solanaText(signature),
};

const evm: ChainRules = {
  name: 'EVM',
  scheme: 'ecdsa-secp256k1',
  asset: 'ETH',
  isAddress: isEvmAddress,
  isNetwork: (text) => chainIdOf(text) !== null,
  isPath: () => true,
  addressOf: (key, path) => {
    const child = accountKey(key, path);
    return child === null ? null : evmAddressOfKey(child);
  },
  isSigned: ({ key, path, unsigned, signature }) => {
    const child = accountKey(key, path);
    return child !== null && isEvmSignature(child, unsigned, signature);
  },
  transactionId: evmTransactionId,
};

const RULES: Readonly<Record<Chain, ChainRules>> = { solana, evm };

/** The rules of one chain. */
export function chainRules(chain: Chain): ChainRules {
  return RULES[chain];
}
