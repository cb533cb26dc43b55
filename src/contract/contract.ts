/** The one object that describes every call. Channels, handlers, client and tests derive from it. */
import { z } from 'zod';
import { Hash, line, Pid, RequestId, slug } from '../treasury/workspace/wire.ts';
import type { Channel, EventName } from './channels.ts';
import {
  AppStatusView,
  BalanceView,
  CeremonyView,
  LogEntryView,
  LogVerificationView,
  PayeeView,
  RequestDetailView,
  RequestSummaryView,
  TokenPromptView,
  TransferDraft,
  TransferPreviewView,
  VaultView,
  WorkspaceView,
  type WireError,
} from './views.ts';

interface Endpoint {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

const nothing = z.strictObject({});
/** Made by the client once per user action, so that a repeated command acts once. */
const commandId = z.string().regex(/^[0-9a-f]{32}$/);
const passphrase = z.string().min(12).max(200);
const done = z.strictObject({ logIndex: z.int() });
/** `runId` names the change of shares from then on. */
const proposed = z.strictObject({ runId: Hash, logIndex: z.int() });
const reshareCommand = z.strictObject({ vaultId: slug, runId: Hash, commandId });

export const contract = {
  'app.status': { input: nothing, output: AppStatusView },
  'workspace.create': { input: z.strictObject({ name: line(60), passphrase, commandId }), output: nothing },
  'workspace.unlock': { input: z.strictObject({ passphrase: z.string().min(1).max(200) }), output: nothing },
  'workspace.get': { input: nothing, output: WorkspaceView },
  'ceremony.get': { input: nothing, output: CeremonyView.nullable() },
  'ceremony.cancel': { input: nothing, output: nothing },
  'ceremony.retry': { input: z.strictObject({ commandId }), output: nothing },
  'balance.list': { input: z.strictObject({ refresh: z.boolean() }), output: z.array(BalanceView).max(64) },
  'payee.list': { input: nothing, output: z.array(PayeeView).max(256) },
  'transfer.preview': { input: z.strictObject({ draft: TransferDraft }), output: TransferPreviewView },
  'transfer.submit': {
    /** `expectedSentence` is what the officer read in the preview; another meaning is refused. */
    input: z.strictObject({ draft: TransferDraft, expectedSentence: z.string().max(1000), commandId }),
    output: z.strictObject({ requestId: RequestId, logIndex: z.int() }),
  },
  'request.list': { input: nothing, output: z.array(RequestSummaryView).max(10_000) },
  'request.get': { input: z.strictObject({ requestId: RequestId }), output: RequestDetailView },
  /** Resolves after the token was touched and the approval is in the log. */
  'request.approve': { input: z.strictObject({ requestId: RequestId, intentHash: Hash, commandId }), output: done },
  'request.reject': { input: z.strictObject({ requestId: RequestId, reason: line(300), commandId }), output: done },
  'request.cancel': { input: z.strictObject({ requestId: RequestId, commandId }), output: done },
  'session.start': { input: z.strictObject({ requestId: RequestId, commandId }), output: done },
  'session.cancel': { input: z.strictObject({ requestId: RequestId }), output: nothing },
  'token.answer': {
    input: z.strictObject({ promptId: z.string().max(32), answer: z.enum(['approve', 'refuse']) }),
    output: nothing,
  },
  /** Vaults with a key, those on the way to one, and the latest that came to none. */
  'key.list': { input: nothing, output: z.array(VaultView).max(64) },
  /** The ceremony of one vault, live, announced or over; null for a vault that nobody knows. */
  'vault.ceremony': { input: z.strictObject({ vaultId: slug }), output: CeremonyView.nullable() },
  /** New shares for the same holders; one member's word is enough. */
  'key.refresh': { input: z.strictObject({ vaultId: slug, commandId }), output: proposed },
  /** Other holders, or another number of signers: begins when a majority of the members' tokens approved. */
  'key.reshare': {
    input: z.strictObject({
      vaultId: slug,
      holders: z.array(Pid).min(2).max(16),
      minSigners: z.int().min(2).max(16),
      commandId,
    }),
    output: proposed,
  },
  /** Resolves after the token was touched and the approval is in the log. */
  'key.approve-reshare': { input: reshareCommand, output: done },
  'key.cancel-reshare': { input: reshareCommand, output: done },
  /** Asks the first signing set that is online for presignatures; they are made in the background. */
  'presignature.order': {
    input: z.strictObject({ vaultId: slug, count: z.int().min(1).max(32), commandId }),
    output: done,
  },
  /** Starts a further co-signer: a process and identity of its own, enrolled in the log, without any share. The host of a demo only. */
  'co-signer.start': {
    input: z.strictObject({ kind: z.enum(['endpoint', 'hsm', 'compliance']), commandId }),
    output: z.strictObject({ pid: Pid, name: z.string().max(40), logIndex: z.int() }),
  },
  'log.list': {
    input: z.strictObject({
      /** Free text over author, sentence, type and hash; empty for everything. */
      filter: z.string().max(120),
      /** Entries with an index below this one, newest first. `null` starts at the head. */
      before: z.int().nullable(),
      limit: z.int().min(1).max(200),
    }),
    output: z.strictObject({ entries: z.array(LogEntryView).max(200), total: z.int(), matching: z.int() }),
  },
  'log.verify': { input: nothing, output: LogVerificationView },
  'log.export': {
    input: z.strictObject({ format: z.enum(['json-lines', 'csv']) }),
    output: z.strictObject({
      fileName: z.string().max(120),
      folder: z.string().max(400),
      bytes: z.int(),
      sha256: Hash,
    }),
  },
  /** Opens another officer's console: a process, profile, device key and simulated token of its own. Demo workspaces only. */
  'officer.open': { input: z.strictObject({ memberId: slug }), output: nothing },
} as const satisfies Record<Channel, Endpoint>;
export type Contract = typeof contract;

export type Input<C extends Channel> = z.output<Contract[C]['input']>;
export type Output<C extends Channel> = z.output<Contract[C]['output']>;
/** What the console must implement: a missing handler does not compile. */
export type Handlers = { readonly [C in Channel]: (input: Input<C>) => Promise<Output<C>> };

export const events = {
  'app.changed': nothing,
  'workspace.changed': z.strictObject({ logSize: z.int() }),
  'ceremony.progressed': nothing,
  'session.progressed': z.strictObject({ requestId: RequestId }),
  /** Something moved in a vault's runs or stocks that is not in the log. */
  'key.progressed': nothing,
  /** `prompt` is null when the token is idle again. */
  'token.prompted': z.strictObject({ prompt: TokenPromptView.nullable() }),
} as const satisfies Record<EventName, z.ZodType>;
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>;
/** One event on its way to the renderer, still in memory form. */
export type ConsoleEvent = {
  readonly [E in EventName]: { readonly name: E; readonly payload: EventPayload<E> };
}[EventName];

/** The only thing that ever crosses back: a value or an error, nothing thrown. */
export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: WireError };
