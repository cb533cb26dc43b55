/** Whether anything is wrong, from what the console reports; pure. The gravest first. */
import type { BalanceView, CoSignerView, RequestSummaryView, VaultView } from '../../../src/contract/views.ts';

export interface Alert {
  readonly id: string;
  readonly kind: 'dissent' | 'locked' | 'key' | 'blocked' | 'offline' | 'stale';
  readonly title: string;
  readonly detail: string;
  /** The request it is about, if any. */
  readonly requestId: string | null;
  /** When it happened, in milliseconds; null for a state that lasts. */
  readonly at: bigint | null;
}

interface Facts {
  readonly requests: readonly RequestSummaryView[];
  readonly coSigners: readonly CoSignerView[];
  readonly balances: readonly BalanceView[];
  readonly vaults: readonly VaultView[];
  readonly now: bigint;
}

const DAY_MS = 86_400_000n;

/** Dissents first, then locked requests, machines that are away, figures that are old, and what the policy blocked today. */
export function alertsOf({ requests, coSigners, balances, vaults, now }: Facts): Alert[] {
  const about = (request: RequestSummaryView, kind: Alert['kind'], title: string, detail: string): Alert => ({
    id: `${kind}-${request.requestId}`,
    kind,
    title,
    detail,
    requestId: request.requestId,
    at: request.createdAt,
  });
  const lasting = (id: string, kind: Alert['kind'], title: string, detail: string): Alert => ({
    id,
    kind,
    title,
    detail,
    requestId: null,
    at: null,
  });
  const recent = requests.filter(({ createdAt }) => now - createdAt < DAY_MS);
  return [
    ...requests
      .filter(({ hasDissent, status }) => hasDissent && status !== 'confirmed' && status !== 'cancelled')
      .map((one) => about(one, 'dissent', `A co-signer refuses ${one.label}`, 'Nothing was signed for it.')),
    ...requests
      .filter(({ status }) => status === 'locked')
      .map((one) =>
        about(one, 'locked', `${one.label} is locked`, `${one.attempts} attempts ended without a signature.`),
      ),
    ...vaults.flatMap((vault) => keyFaults(vault).map((fault) => lasting(`key-${vault.vaultId}`, 'key', ...fault))),
    ...coSigners
      .filter(({ isOnline }) => !isOnline)
      .map((one) =>
        lasting(`offline-${one.pid}`, 'offline', `${one.name} is offline`, 'Signing waits if it is needed.'),
      ),
    ...balances
      .filter(({ source, error }) => source.isStale || error !== null)
      .map((one) =>
        lasting(`stale-${one.accountId}`, 'stale', `${one.accountName} is not up to date`, one.source.name),
      ),
    ...recent
      .filter(({ status }) => status === 'blocked')
      .map((one) =>
        about(one, 'blocked', `The policy blocked ${one.label}`, `${one.title}, asked by ${one.initiatorName}.`),
      ),
  ];
}

/** What is wrong with a vault's key or the latest change of its shares, in a title and a detail. */
function keyFaults({ name, status, reshare, ceremony }: VaultView): (readonly [title: string, detail: string])[] {
  if (status === 'failed' && ceremony?.state !== 'cancelled')
    return [[`${name} has no key`, ceremony?.error?.message ?? 'Its ceremony failed.']];
  if (reshare?.status === 'failed' && reshare.error?.code !== 'CANCELLED')
    return [[`${name} got no new shares`, 'The present ones stay in force.']];
  return [];
}
