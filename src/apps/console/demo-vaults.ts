/** The vaults of a demo workspace: one for each chain, with the first account and what the development chain gives it. */
import type { Chain, EcdsaProfile, KeyPath, Scheme } from '../../treasury/chains/chain.ts';

export interface DemoVault {
  readonly vaultId: string;
  readonly name: string;
  readonly chain: Chain;
  readonly scheme: Scheme;
  readonly profile: EcdsaProfile | null;
  readonly minSigners: number;
  readonly account: { readonly accountId: string; readonly name: string; readonly path: KeyPath };
  /** Base units. */
  readonly funds: bigint;
}

/** Lamports that the Solana development chain gives the first account. */
export const DEMO_FUNDS = 250_000_000_000n;
/** Wei that the EVM development chain gives the first account. */
export const DEMO_ETH_FUNDS = 100_000_000_000_000_000_000n;

/** P112 is half the size of the default and is made in half the time: a demo's choice, shown wherever the vault's parameters are. */
export const DEMO_VAULTS: Readonly<Record<Chain, DemoVault>> = {
  solana: {
    vaultId: 'main',
    name: 'Main vault',
    chain: 'solana',
    scheme: 'ed25519',
    profile: null,
    minSigners: 2,
    account: { accountId: 'operating', name: 'Operating', path: [] },
    funds: DEMO_FUNDS,
  },
  evm: {
    vaultId: 'evm',
    name: 'EVM vault',
    chain: 'evm',
    scheme: 'ecdsa-secp256k1',
    profile: 'P112',
    minSigners: 2,
    account: { accountId: 'operating-eth', name: 'Operating ETH', path: [60, 0] },
    funds: DEMO_ETH_FUNDS,
  },
};
