/** A vault whose ceremony this console prepares, before the log knows of it. */
import type { CeremonyView, VaultView } from '../../../contract/views.ts';
import type { EcdsaProfile, Scheme } from '../../../treasury/chains/chain.ts';
import type { CoSignerKind } from '../../../treasury/workspace/entry.ts';
import type { ViewContext } from './context.ts';
import { parameterWords, SCHEME_NAME } from './names.ts';
import { preflightOf } from './preflight.ts';
import { primesOf } from './vault-view.ts';
import { coSignerView } from './workspace-view.ts';

export interface AnnouncedVault {
  readonly vaultId: string;
  readonly name: string;
  readonly scheme: Scheme;
  readonly profile: EcdsaProfile | null;
  readonly minSigners: number;
  /** Pids. */
  readonly holders: readonly string[];
}

/** Its ceremony: nothing but what it waits for. */
export function announcedCeremony(context: ViewContext, vault: AnnouncedVault): CeremonyView {
  const preflight = preflightOf(context, vault, false);
  const open = preflight.find(({ state }) => state !== 'done');
  return {
    vaultId: vault.vaultId,
    vaultName: vault.name,
    scheme: SCHEME_NAME[vault.scheme],
    schemeId: vault.scheme,
    parameters: parameterWords(vault.profile, context.state.kind),
    minSigners: vault.minSigners,
    state: 'preparing',
    preflight,
    parties: holdersInOrder(context, vault).map((pid) => coSignerView(context, pid)),
    rounds: [],
    waitingFor: open === undefined ? '' : `${open.label}: ${open.detail}`,
    startedAt: null,
    elapsed: null,
    fingerprint: null,
    address: null,
    confirmedBy: [],
    error: null,
    blamed: [],
  };
}

export function announcedView(
  context: ViewContext,
  vault: AnnouncedVault,
  keptBy: Readonly<Record<CoSignerKind, string>>,
): VaultView {
  const { vaultId, name, scheme, minSigners, holders } = vault;
  return {
    ...{ vaultId, name, minSigners, partyCount: holders.length, epoch: 0 },
    scheme: SCHEME_NAME[scheme],
    schemeId: scheme,
    parameters: parameterWords(vault.profile, context.state.kind),
    chain: scheme === 'ed25519' ? 'solana' : 'evm',
    status: 'announced',
    ...{ fingerprint: '', groupKey: '', createdAt: null, accounts: [], signingSets: [], epochs: [] },
    holders: holdersInOrder(context, vault).map((pid) => {
      const coSigner = coSignerView(context, pid);
      return {
        coSigner,
        epoch: 0,
        confirmedAt: null,
        logIndex: null,
        keptBy: keptBy[coSigner.kind],
        primes: primesOf(context, vault, pid),
        slowBecause: context.stocks.get(pid)?.slowBecause ?? null,
      };
    }),
    canLose: holders.length - minSigners,
    presignatures: null,
    ceremony: announcedCeremony(context, vault),
    reshare: null,
    can: { refresh: false, reshare: false, order: false, why: 'There is no key yet.' },
  };
}

function holdersInOrder({ state }: ViewContext, { holders }: AnnouncedVault): string[] {
  return [...state.coSigners.keys()].filter((pid) => holders.includes(pid));
}
