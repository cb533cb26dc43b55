/** Who holds which share of a key, which sets can sign, how many shares may be lost, and what is ready for the next signature. */
import { bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type {
  CeremonyView,
  EpochView,
  PresignaturesView,
  VaultHolderView,
  VaultView,
} from '../../../contract/views.ts';
import type { CoSigner, CoSignerKind } from '../../../treasury/workspace/entry.ts';
import type { EpochRecord } from '../../../treasury/workspace/epoch-state.ts';
import type { VaultState, WorkspaceState } from '../../../treasury/workspace/state.ts';
import { availablePresignatures, PRESIGNATURE_TARGET, presignaturesUnderWay } from '../presignature-stock.ts';
import { topUpOf } from '../presignature-top-up.ts';
import { nextSigners } from '../signing-set.ts';
import { ceremonyView } from './ceremony-view.ts';
import type { AdmittedEntry, ViewContext } from './context.ts';
import { keyFingerprint } from './key-fingerprint.ts';
import { holdersOf, networkName, parameterWords, SCHEME_NAME } from './names.ts';
import { latestReshare, reshareView } from './reshare-view.ts';
import { clipped } from './sentence.ts';
import { coSignerView } from './workspace-view.ts';

/** The most signing sets that a view lists. */
const MAX_SETS = 128;
const MAX_EPOCHS = 64;

export interface VaultFacts {
  /** Log entries that concern the vault, in order; its proposal must be among them. */
  readonly entries: readonly AdmittedEntry[];
  /** How a co-signer of each kind keeps its share, in words. */
  readonly keptBy: Readonly<Record<CoSignerKind, string>>;
  /** Checks before its ceremony, as this console ran them. */
  readonly preflight: CeremonyView['preflight'];
}

/** @throws AppError `VAULT_ENTRY_MISSING` (a bug) when the facts lack the vault's proposal. */
export function vaultView(context: ViewContext, vault: VaultState, facts: VaultFacts): VaultView {
  const holders = holdersOf(context.state, vault);
  const reshare = latestReshare(vault);
  return {
    vaultId: vault.vaultId,
    name: vault.name,
    scheme: SCHEME_NAME[vault.scheme],
    schemeId: vault.scheme,
    parameters: parameterWords(vault.profile, context.state.kind),
    chain: vault.scheme === 'ed25519' ? 'solana' : 'evm',
    status: vault.status,
    minSigners: vault.minSigners,
    partyCount: vault.holders.length,
    epoch: vault.epoch,
    fingerprint: vault.groupKey === null ? '' : keyFingerprint(vault.groupKey),
    groupKey: vault.groupKey === null ? '' : bytesToHex(vault.groupKey),
    createdAt: proposalOf(vault, facts).entry.time,
    accounts: accountsOf(context.state, vault),
    holders: holders.map((holder) => holderView(context, vault, holder, facts)),
    signingSets: combinations(
      holders.map(({ pid }) => pid),
      vault.minSigners,
    ).slice(0, MAX_SETS),
    canLose: vault.holders.length - vault.minSigners,
    epochs: epochViews(vault, facts),
    presignatures: presignaturesView(context, vault),
    ceremony: vault.status === 'active' ? null : ceremonyView(context, vault, facts.preflight),
    reshare: reshare === null ? null : reshareView(context, vault, reshare),
    can: vaultRights(context, vault),
  };
}

/** Every choice of `size` items, in the order of the items. */
export function combinations<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) => combinations(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]));
}

function accountsOf(state: WorkspaceState, { vaultId }: VaultState): VaultView['accounts'] {
  return [...state.accounts.values()]
    .filter((account) => account.vaultId === vaultId)
    .map((account) => {
      const { accountId, name, address } = account;
      return { accountId, name, address, chainName: networkName(account) };
    });
}

function holderView(
  context: ViewContext,
  vault: VaultState,
  { pid, kind }: CoSigner,
  facts: VaultFacts,
): VaultHolderView {
  const stored = storedBy(pid, vault, facts);
  return {
    coSigner: coSignerView(context, pid),
    epoch: vault.epoch,
    confirmedAt: stored?.entry.time ?? null,
    logIndex: stored?.index ?? null,
    keptBy: facts.keptBy[kind],
    primes: primesOf(context, vault, pid),
    slowBecause: vault.scheme === 'ed25519' ? null : (context.stocks.get(pid)?.slowBecause ?? null),
  };
}

/** Sets of primes that a holder reports for the vault's profile. */
export function primesOf(
  context: ViewContext,
  { profile }: Pick<VaultState, 'profile'>,
  pid: string,
): VaultHolderView['primes'] {
  const level = context.stocks.get(pid)?.primes.find((one) => one.profile === profile);
  if (level === undefined) return null;
  return { ready: level.ready, target: level.target, isGenerating: level.ready < level.target };
}

/** The entry by which a holder says that it stored its share of the epoch in force. */
function storedBy(pid: string, vault: VaultState, { entries }: VaultFacts): AdmittedEntry | undefined {
  return entries.findLast(({ entry: { author, body } }) => {
    if (author !== pid || !('vaultId' in body) || body.vaultId !== vault.vaultId) return false;
    if (body.type === 'vault.confirmed') return vault.epoch === 0 && vault.confirmations.has(pid);
    return body.type === 'vault.epoch-acknowledged' && body.epoch === vault.epoch;
  });
}

function epochViews(vault: VaultState, { entries }: VaultFacts): EpochView[] {
  return vault.sharing.epochs
    .toReversed()
    .slice(0, MAX_EPOCHS)
    .map((record) => ({
      epoch: record.epoch,
      minSigners: record.minSigners,
      partyCount: record.ids.size,
      holders: [...record.ids.keys()],
      since: sinceOf(record, entries),
      logIndex: record.index,
      state: record.epoch === vault.epoch ? 'active' : 'retired',
      erased: record.erasedBy.size,
      of: record.ids.size,
    }));
}

function sinceOf({ index }: EpochRecord, entries: readonly AdmittedEntry[]): bigint {
  return entries.find((entry) => entry.index === index)?.entry.time ?? 0n;
}

/** For the set that would sign now, and the vault's first account. */
function presignaturesView(context: ViewContext, vault: VaultState): PresignaturesView | null {
  const { state, stocks, online, now } = context;
  if (vault.scheme !== 'ecdsa-secp256k1' || vault.status !== 'active') return null;
  const signers = nextSigners(state, vault, online) ?? [];
  const path = [...state.accounts.values()].find(({ vaultId }) => vaultId === vault.vaultId)?.path ?? [];
  const use = { vault, signers, path };
  const isKnown = signers.length > 0;
  const next = topUpOf(context, vault);
  return {
    available: isKnown ? availablePresignatures(state, stocks, use).length : 0,
    target: PRESIGNATURE_TARGET,
    underWay: isKnown ? presignaturesUnderWay(state, stocks, use, now) : 0,
    why: next.type === 'wait' ? clipped(next.why, 200) : '',
    signers,
  };
}

/** What I may ask of a vault; one change of its shares at a time. */
function vaultRights(context: ViewContext, vault: VaultState): VaultView['can'] {
  const none = (why: string): VaultView['can'] => ({ refresh: false, reshare: false, order: false, why });
  if (vault.status !== 'active') return none('There is no key yet.');
  const order = vault.scheme === 'ecdsa-secp256k1' && nextSigners(context.state, vault, context.online) !== null;
  const live = latestReshare(vault);
  if (live?.status === 'pending' || live?.status === 'running')
    return { refresh: false, reshare: false, order, why: 'Another change of its shares is under way.' };
  return { refresh: true, reshare: true, order, why: '' };
}

function proposalOf(vault: VaultState, { entries }: VaultFacts): AdmittedEntry {
  const proposal = entries.find(({ index }) => index === vault.index);
  if (proposal !== undefined) return proposal;
  throw new AppError({
    code: 'VAULT_ENTRY_MISSING',
    kind: 'bug',
    message: 'A vault is shown without the log entry that proposed it.',
    details: { vaultId: vault.vaultId },
  });
}
