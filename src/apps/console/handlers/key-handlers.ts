/** Vaults: their ceremonies, and the changes of their shares. */
import { AppError } from '../../../base/errors.ts';
import type { Handlers } from '../../../contract/contract.ts';
import type { CeremonyView, VaultView } from '../../../contract/views.ts';
import type { CoSignerKind, EntryOf } from '../../../treasury/workspace/entry.ts';
import type { ReshareState } from '../../../treasury/workspace/epoch-state.ts';
import { reshareDigest, reshareScreens } from '../../../treasury/workspace/reshare-approval.ts';
import type { VaultState } from '../../../treasury/workspace/state.ts';
import type { OfficerConsole } from '../officer-console.ts';
import { proposeCommittee, type CommitteeWish } from '../reshare-proposal.ts';
import { announcedCeremony, announcedView, type AnnouncedVault } from '../views/announced-view.ts';
import { ceremonyView } from '../views/ceremony-view.ts';
import { preflightOf } from '../views/preflight.ts';
import { rightsOnReshare } from '../views/reshare-view.ts';
import { vaultView } from '../views/vault-view.ts';
import type { CommandOnce } from './command-once.ts';

type KeyChannel =
  | 'key.list'
  | 'vault.ceremony'
  | 'key.refresh'
  | 'key.reshare'
  | 'key.approve-reshare'
  | 'key.cancel-reshare'
  | 'presignature.order';

/** Code of the log entry that ends a change of shares which an officer gave up. */
export const RESHARE_CANCELLED = 'CANCELLED';

const KEPT_BY: Readonly<Record<CoSignerKind, string>> = {
  endpoint: 'file on this machine, AES-256-GCM under the passphrase',
  hsm: 'file, AES-256-GCM under a sealing key beside it; no HSM yet',
  compliance: 'file, AES-256-GCM under a sealing key beside it',
  guardian: 'file, AES-256-GCM under a sealing key beside it',
};

/** @param announced the vault whose ceremony this console prepares, if it does */
export function keyHandlers(
  officer: () => OfficerConsole,
  once: CommandOnce,
  announced: () => AnnouncedVault | null,
): Pick<Handlers, KeyChannel> {
  return {
    'key.list': () => Promise.resolve(vaults(officer(), announced())),
    'vault.ceremony': ({ vaultId }) => Promise.resolve(ceremonyOf(officer(), announced(), vaultId)),
    'key.refresh': ({ vaultId, commandId }) =>
      once.run('key.refresh', commandId, () => {
        const { holders, minSigners } = activeVault(officer(), vaultId);
        return propose(officer(), vaultId, { holders, minSigners });
      }),
    'key.reshare': ({ vaultId, holders, minSigners, commandId }) =>
      once.run('key.reshare', commandId, () => propose(officer(), vaultId, { holders, minSigners })),
    'key.approve-reshare': ({ vaultId, runId, commandId }) =>
      once.run('key.approve-reshare', commandId, () => approve(officer(), vaultId, runId)),
    'key.cancel-reshare': ({ vaultId, runId, commandId }) =>
      once.run('key.cancel-reshare', commandId, () => cancel(officer(), vaultId, runId)),
    'presignature.order': ({ vaultId, count, commandId }) =>
      once.run('presignature.order', commandId, async () => {
        officer().assertOneHistory();
        const { index } = await officer().presignatures.order(activeVault(officer(), vaultId), count);
        return { logIndex: index };
      }),
  };
}

/** Vaults with a key, those on the way to one, and of each scheme the last that came to none, where nothing came after it. */
function vaults(officer: OfficerConsole, announced: AnnouncedVault | null): VaultView[] {
  const context = officer.context();
  const all = [...context.state.vaults.values()];
  const isShown = (vault: VaultState): boolean =>
    vault.status !== 'failed' || all.findLast(({ scheme }) => scheme === vault.scheme)?.vaultId === vault.vaultId;
  const views = all.filter(isShown).map((vault) => {
    const entries = officer.replica.entries.filter(
      ({ entry }) => 'vaultId' in entry.body && entry.body.vaultId === vault.vaultId,
    );
    return vaultView(context, vault, { entries, keptBy: KEPT_BY, preflight: preflightOf(context, vault, true) });
  });
  return announced === null || context.state.vaults.has(announced.vaultId)
    ? views
    : [...views, announcedView(context, announced, KEPT_BY)];
}

function ceremonyOf(officer: OfficerConsole, announced: AnnouncedVault | null, vaultId: string): CeremonyView | null {
  const context = officer.context();
  const vault = context.state.vaults.get(vaultId);
  if (vault !== undefined) return ceremonyView(context, vault, preflightOf(context, vault, true));
  return announced?.vaultId === vaultId ? announcedCeremony(context, announced) : null;
}

async function propose(
  officer: OfficerConsole,
  vaultId: string,
  wish: CommitteeWish,
): Promise<{ runId: string; logIndex: number }> {
  officer.assertOneHistory();
  const vault = activeVault(officer, vaultId);
  const { index } = await officer.replica.append(proposeCommittee(officer.state(), vault, wish, officer.online()));
  return { runId: officer.replica.hashAt(index), logIndex: index };
}

/** Approves with the token: what it shows and signs comes from the log's proposal, never from the window. */
async function approve(officer: OfficerConsole, vaultId: string, runId: string): Promise<{ logIndex: number }> {
  officer.assertOneHistory();
  const vault = activeVault(officer, vaultId);
  const reshare = reshareOf(vault, runId);
  const rights = rightsOnReshare(officer.context(), reshare);
  if (!rights.approve) throw notAllowed(rights.why);
  const { workspaceId, coSigners } = officer.state();
  const { tokenId } = officer.token;
  const screens = reshareScreens({ coSigners }, vault, reshare.proposal);
  const tokenSignature = await officer.token.sign({
    digest: reshareDigest({ workspaceId, runId, memberId: officer.memberId, tokenId }),
    screens: screens.map(({ title, lines }) => ({ title, text: lines.join('\n') })),
  });
  const body: EntryOf<'vault.reshare-approved'> = {
    type: 'vault.reshare-approved',
    ...{ vaultId, runId, tokenId, tokenSignature },
  };
  const { index } = await officer.replica.append(body);
  return { logIndex: index };
}

/** Gives a change of shares up. What went out already can still complete it: the entry ends the waiting only. */
async function cancel(officer: OfficerConsole, vaultId: string, runId: string): Promise<{ logIndex: number }> {
  const { proposal } = reshareOf(activeVault(officer, vaultId), runId);
  officer.cancelRun(runId, [...new Set([...proposal.dealers, ...proposal.holders.map(({ pid }) => pid)])]);
  const { index } = await officer.replica.append({
    type: 'vault.reshare-failed',
    vaultId,
    runId,
    code: RESHARE_CANCELLED,
    text: 'An officer gave the change of shares up.',
    blame: [],
  });
  return { logIndex: index };
}

function activeVault(officer: OfficerConsole, vaultId: string): VaultState {
  const vault = officer.state().vaults.get(vaultId);
  if (vault?.status === 'active') return vault;
  throw new AppError({
    code: 'VAULT_NOT_ACTIVE',
    kind: 'input',
    message: 'There is no such vault with a key in this workspace.',
    safe: 'Nothing was done.',
    next: 'Choose a vault that the Keys page shows as active.',
  });
}

function reshareOf({ sharing }: VaultState, runId: string): ReshareState {
  const reshare = sharing.reshares.find((one) => one.runId === runId);
  if (reshare !== undefined) return reshare;
  throw new AppError({
    code: 'RESHARE_UNKNOWN',
    kind: 'input',
    message: 'There is no such change of shares in this workspace.',
    safe: 'Nothing was done.',
    next: 'Open the Keys page again; it shows the change that is under way.',
  });
}

function notAllowed(why: string): AppError {
  return new AppError({
    code: 'APPROVAL_NOT_NEEDED',
    kind: 'policy',
    message: why,
    safe: 'No approval was made.',
    next: 'Nothing is asked of you here; the Keys page says who may still approve.',
  });
}
