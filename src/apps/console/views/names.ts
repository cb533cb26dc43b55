/** Who and what: the words by which people know members, co-signers and requests. */
import type { Chain, EcdsaProfile } from '../../../treasury/chains/chain.ts';
import { evmNetworkWords } from '../../../treasury/chains/evm-network.ts';
import type { CoSigner, CoSignerKind } from '../../../treasury/workspace/entry.ts';
import type { VaultState, WorkspaceState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';

/** A vault's scheme as people know it. */
export const SCHEME_NAME: Readonly<Record<VaultState['scheme'], string>> = {
  ed25519: 'Ed25519, FROST',
  'ecdsa-secp256k1': 'ECDSA secp256k1, CGGMP24',
};

export interface AuthorName {
  readonly name: string;
  readonly kind: 'member' | CoSignerKind;
}

/** The author of an entry, by pid. A pid that the workspace does not know is shown by its first characters, as a member. */
export function authorOf(state: WorkspaceState, pid: string): AuthorName {
  const coSigner = state.coSigners.get(pid);
  if (coSigner !== undefined) return { name: coSigner.name, kind: coSigner.kind };
  const member = [...state.members.values()].find(({ device }) => device.pid === pid);
  return { name: member?.name ?? `unknown ${pid.slice(0, 8)}`, kind: 'member' };
}

export function memberName(state: WorkspaceState, memberId: string): string {
  return state.members.get(memberId)?.name ?? memberId;
}

/** The network of an account or an intent as people know it; on EVM it must be said, because the same address exists on all of them. */
export function networkName({ chain, network }: { readonly chain: Chain; readonly network: string }): string {
  return chain === 'evm' ? evmNetworkWords(network) : 'Solana';
}

/** What a place on the chain is called. */
export function positionName(chain: Chain): 'slot' | 'block' {
  return chain === 'evm' ? 'block' : 'slot';
}

/** Sizes that an ECDSA vault's proposal chose; empty for a scheme without any. */
export function parameterWords(profile: VaultState['profile'], kind: WorkspaceState['kind']): string {
  if (profile === null) return '';
  return `${profile}, ${MODULUS_BITS[profile]}-bit moduli${kind === 'demo' && profile === 'P112' ? ', demo' : ''}`;
}

const MODULUS_BITS: Readonly<Record<EcdsaProfile, number>> = { P128: 3072, P112: 2048 };

/** Names of co-signers that something waits for, with a note where one is offline. */
export function awaited(context: ViewContext, pids: readonly string[]): string {
  return listOfNames(
    pids.map((pid) => authorOf(context.state, pid).name + (context.online.has(pid) ? '' : ' (offline)')),
  );
}

/** Holders of a vault's shares in the order in which the workspace introduced them: the same on every screen. */
export function holdersOf(state: WorkspaceState, vault: VaultState): readonly CoSigner[] {
  return [...state.coSigners.values()].filter((coSigner) => vault.holders.includes(coSigner.pid));
}

/** `A`, `A and B`, `A, B and C`, `A, B and 3 more`. */
export function listOfNames(names: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** Short form of an address or hash for dense lists; decisions show it in full. */
export function shortened(text: string): string {
  return text.length <= 12 ? text : `${text.slice(0, 4)}…${text.slice(-4)}`;
}
