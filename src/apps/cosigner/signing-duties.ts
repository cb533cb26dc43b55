/** What a co-signer does about signing sessions: each verdict in its turn, each run once, each wait with an end. */
import { AppError } from '../../base/errors.ts';
import { presignatureRun } from '../../treasury/workspace/admit-presign.ts';
import type { SessionState, WorkspaceState } from '../../treasury/workspace/state.ts';
import { bytesEqual, bytesToHex } from '../../base/bytes.ts';
import type { CoSignerContext } from './context.ts';
import { failSession, giveVerdict, runSession } from './signing.ts';

/** How long a session may wait for the verdicts of the others before this signer gives it up. */
const VERDICT_PATIENCE_MS = 30_000;

export class SigningDuties {
  readonly #context: CoSignerContext;
  readonly #queue: (part: string, work: () => Promise<void>) => void;
  readonly #onStock: () => void;
  readonly #patience = new Map<string, NodeJS.Timeout>();
  /** Sessions whose run this process began: a verdict that comes after the agreement must not begin it again. */
  readonly #begun = new Set<string>();

  /**
   * @param queue does one thing after the other: each verdict sees the log of the one before
   * @param onStock told when a presignature was removed
   */
  constructor(context: CoSignerContext, queue: (part: string, work: () => Promise<void>) => void, onStock: () => void) {
    this.#context = context;
    this.#queue = queue;
    this.#onStock = onStock;
  }

  /** An entry spoke of a session; `isNew` when it proposed it. */
  follow(state: WorkspaceState, sessionId: string, isNew: boolean): void {
    const session = findSession(state, sessionId);
    if (session === undefined || !this.#isHolder(state, session)) return;
    if (isNew) this.#judgeLater(session);
    const { type } = session.outcome;
    if (type !== 'judging') this.#clearPatience(sessionId);
    const isSigner = session.proposal.signers.includes(this.#context.home.pid);
    if (type === 'agreed' && isSigner && !this.#begun.has(sessionId)) {
      this.#begun.add(sessionId);
      // What is ready may have become less: one presignature, or all with a cheat.
      this.#background(() => runSession(this.#context, state, session).finally(() => this.#onStock()));
    }
    if (type === 'failed') this.#context.runs.cancel(session.entryHash);
    if (type === 'failed' || type === 'refused') this.#background(() => this.#dropPresignature(session));
  }

  /** After a start: a session is never resumed. One that had begun is given up, one that was not judged yet is judged. */
  resume(state: WorkspaceState): void {
    const sessions = [...state.requests.values()].flatMap((request) => request.sessions);
    for (const session of sessions) {
      const isOpen = session.outcome.type === 'judging' || session.outcome.type === 'agreed';
      if (!isOpen || !this.#isHolder(state, session)) continue;
      const { sessionId, signers } = session.proposal;
      if (!session.verdicts.has(this.#context.home.pid)) this.#judgeLater(session);
      else if (signers.includes(this.#context.home.pid))
        this.#background(() => failSession(this.#context, sessionId, restarted()));
    }
  }

  /** The request is over: nothing of it is signed any more. */
  stopRequest(state: WorkspaceState, requestId: string): void {
    for (const session of state.requests.get(requestId)?.sessions ?? []) this.#context.runs.cancel(session.entryHash);
  }

  stop(): void {
    for (const timer of this.#patience.values()) clearTimeout(timer);
  }

  #judgeLater(session: SessionState): void {
    const { sessionId, signers } = session.proposal;
    this.#queue('verdict', () => giveVerdict(this.#context, session));
    if (!signers.includes(this.#context.home.pid)) return;
    // While the verdicts are given and travel, a thread gets ready to sign.
    this.#context.runs.makeReady();
    const timer = setTimeout(
      () => this.#background(() => failSession(this.#context, sessionId, verdictsMissing())),
      VERDICT_PATIENCE_MS,
    );
    this.#patience.set(sessionId, timer);
  }

  /** The log never names a presignature twice: one whose session came to nothing before it was consumed is of no use any more. */
  async #dropPresignature({ proposal: { presignature } }: SessionState): Promise<void> {
    if (presignature === undefined) return;
    const run = presignatureRun(presignature);
    this.#context.runs.cancel(bytesToHex(run));
    await this.#context.stock.remove(({ runId }) => bytesEqual(runId, run), 'lost');
    this.#onStock();
  }

  #isHolder(state: WorkspaceState, session: SessionState): boolean {
    return state.vaults.get(session.proposal.vaultId)?.holders.includes(this.#context.home.pid) ?? false;
  }

  #clearPatience(sessionId: string): void {
    clearTimeout(this.#patience.get(sessionId));
    this.#patience.delete(sessionId);
  }

  #background(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#context.report('signing', error));
  }
}

/** The session with this id. */
export function findSession(state: WorkspaceState, sessionId: string): SessionState | undefined {
  const request = state.requests.get(state.sessionRequests.get(sessionId) ?? '');
  return request?.sessions.find(({ proposal }) => proposal.sessionId === sessionId);
}

/** Whether a session is under way in which this co-signer signs. */
export function isSigningNow(state: WorkspaceState, pid: string): boolean {
  return [...state.requests.values()].some(({ status, sessions }) => {
    const session = sessions.at(-1);
    const isOpen = session?.outcome.type === 'judging' || session?.outcome.type === 'agreed';
    return status === 'signing' && isOpen && session.proposal.signers.includes(pid);
  });
}

function verdictsMissing(): AppError {
  return new AppError({
    code: 'SESSION_TIMEOUT',
    kind: 'peer',
    message: 'Not every co-signer of the signer set gave its verdict within 30 seconds.',
  });
}

function restarted(): AppError {
  return new AppError({
    code: 'SESSION_ABANDONED',
    kind: 'peer',
    message: 'A co-signer restarted while the session ran; sessions are never resumed.',
  });
}
