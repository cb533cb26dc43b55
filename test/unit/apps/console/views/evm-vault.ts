/** An ECDSA vault in the small workspace, through the real admission function. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { proposeCommittee } from '../../../../../src/apps/console/reshare-proposal.ts';
import { chainRules } from '../../../../../src/treasury/chains/chain-rules.ts';
import { acknowledgementDigest } from '../../../../../src/treasury/workspace/admit-epoch.ts';
import { confirmationDigest } from '../../../../../src/treasury/workspace/admit-vault.ts';
import type { ReshareState } from '../../../../../src/treasury/workspace/epoch-state.ts';
import { reshareDigest } from '../../../../../src/treasury/workspace/reshare-approval.ts';
import type { VaultState } from '../../../../../src/treasury/workspace/state.ts';
import { ACTORS, COMPLIANCE, ENDPOINT, HSM, tokenSecretOf, type World } from './world.ts';

export const EVM_KEY = secp256k1.getPublicKey(new Uint8Array(32).fill(7), true);
export const EVM_CHAIN_CODE = new Uint8Array(32).fill(3);
export const EVM_PATH = [60, 0];
export const EVM_NETWORK = 'eip155:31337';
export const EVM_ADDRESS =
  chainRules('evm').addressOf({ groupKey: EVM_KEY, chainCode: EVM_CHAIN_CODE }, EVM_PATH) ?? '';

const SID = '01'.repeat(32);
const TRANSCRIPT = '02'.repeat(32);
const AUX = '03'.repeat(32);
type Holder = 'endpoint' | 'hsm' | 'compliance';
const HOLDERS: readonly Holder[] = ['endpoint', 'hsm', 'compliance'];

export function proposeEvmVault(world: World): void {
  world.append('treasurer', {
    type: 'vault.proposed',
    vaultId: 'evm',
    name: 'EVM vault',
    scheme: 'ecdsa-secp256k1',
    profile: 'P112',
    minSigners: 2,
    holders: [ENDPOINT, HSM, COMPLIANCE],
  });
}

/** The vault with its key and its account "Operating ETH". */
export function openEvmVault(world: World): void {
  proposeEvmVault(world);
  for (const holder of HOLDERS) confirmEvmVault(world, holder);
  world.append('treasurer', {
    type: 'account.opened',
    accountId: 'operating-eth',
    name: 'Operating ETH',
    vaultId: 'evm',
    chain: 'evm',
    network: EVM_NETWORK,
    path: EVM_PATH,
    address: EVM_ADDRESS,
  });
}

export function confirmEvmVault(world: World, holder: Holder): void {
  world.append(holder, {
    type: 'vault.confirmed',
    vaultId: 'evm',
    epoch: 0,
    runId: evmVault(world).runId,
    groupKey: EVM_KEY,
    chainCode: EVM_CHAIN_CODE,
    transcriptHash: TRANSCRIPT,
    sid: SID,
    auxHash: AUX,
    confirmation: ed25519.sign(confirmationDigest(SID, TRANSCRIPT), ACTORS[holder].secret),
  });
}

export function evmVault(world: World): VaultState {
  const vault = world.state.vaults.get('evm');
  if (vault === undefined) throw new Error('no EVM vault');
  return vault;
}

/** Proposes other holders, or with the same ones a refresh. */
export function proposeShares(world: World, wish: { holders: readonly string[]; minSigners: number }): ReshareState {
  world.append('treasurer', proposeCommittee(world.state, evmVault(world), wish, world.online));
  return reshareOf(world);
}

export function reshareOf(world: World): ReshareState {
  const reshare = evmVault(world).sharing.reshares.at(-1);
  if (reshare === undefined) throw new Error('no reshare');
  return reshare;
}

export function approveShares(world: World, memberId: 'treasurer' | 'cfo' | 'controller'): void {
  const { runId } = reshareOf(world);
  const tokenId = `token-${memberId}`;
  const digest = reshareDigest({ workspaceId: world.state.workspaceId, runId, memberId, tokenId });
  const tokenSignature = ed25519.sign(digest, tokenSecretOf(memberId));
  world.append(memberId, { type: 'vault.reshare-approved', vaultId: 'evm', runId, tokenId, tokenSignature });
}

export function acknowledgeShares(world: World, holder: Holder): void {
  const { runId, proposal } = reshareOf(world);
  const body = {
    ...{ type: 'vault.epoch-acknowledged' as const, vaultId: 'evm', runId, epoch: proposal.nextEpoch },
    ...{ sid: SID, transcriptHash: TRANSCRIPT, auxHash: AUX, groupKey: EVM_KEY, publicHash: '04'.repeat(32) },
  };
  const acknowledgement = ed25519.sign(acknowledgementDigest(body), ACTORS[holder].secret);
  world.append(holder, { ...body, acknowledgement });
}
