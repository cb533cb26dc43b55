/**
 * Follows every signed transaction until the chain has decided about it, also one that an earlier start of this console signed or sent,
 * and says in the log how it ended. A chain that does not answer is asked again until it does: signed bytes stay valid as long as their
 * blockhash or nonce, so nothing may be given up before their end is known.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { bytesFromHex } from '../../base/bytes.ts';
import { AppError, codeOf } from '../../base/errors.ts';
import type { RequestState, SessionState } from '../../treasury/workspace/state.ts';
import type { LogReplica } from '../replica/log-replica.ts';
import type { ChainAccess, ChainAccesses, SignedTransfer } from './chains/chain-access.ts';

export interface TransferSettlingOptions {
  readonly replica: Pick<LogReplica, 'state' | 'append'>;
  readonly chains: ChainAccesses;
  /** Pid of this console's device. */
  readonly self: string;
  /** The console that hosts the workspace also finishes what another console left behind. */
  readonly isHost: boolean;
  readonly onProgress: (requestId: string) => void;
  readonly report: (part: string, error: unknown) => void;
  /** Milliseconds; ends early, by rejecting or not, when the signal fires. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

const POLL_MS = 400;
/** The longest pause between two looks at a chain that does not answer. */
const MAX_PAUSE_MS = 10_000;
/** What the endpoint does not know after so many looks is sent to it again. */
const RESEND_AFTER = 25;

type Signed = SessionState & { readonly outcome: Extract<SessionState['outcome'], { readonly type: 'signed' }> };

export class TransferSettling {
  readonly #options: TransferSettlingOptions;
  readonly #under = new Set<string>();
  readonly #troubles = new Map<string, string>();
  readonly #stopped = new AbortController();

  constructor(options: TransferSettlingOptions) {
    this.#options = options;
  }

  /** By request id: code of what keeps this console from finding out how a transaction ended. */
  get troubles(): ReadonlyMap<string, string> {
    return this.#troubles;
  }

  /** Takes up every transaction that was signed and has no end in the log. Those that are followed already are left alone. */
  resume(): void {
    for (const request of this.#options.replica.state?.requests.values() ?? []) this.follow(request);
  }

  /** Follows the request's transaction, if it has one without an end and it is for this console to do. */
  follow(request: RequestState): void {
    const { self, isHost, chains, report } = this.#options;
    const { requestId, intent } = request;
    const session = openSession(request);
    const chain = chains[intent.chain];
    if (session === undefined || chain === null || this.#under.has(requestId)) return;
    if (session.proposedBy !== self && !isHost) return;
    this.#under.add(requestId);
    this.#settle(request, session, chain)
      .catch((error: unknown) => report('settling', error))
      .finally(() => {
        this.#under.delete(requestId);
        this.#troubles.delete(requestId);
        this.#followNext(requestId, session);
      });
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** While an attempt was looked at, another console may have ended it, and a further attempt may have been signed. */
  #followNext(requestId: string, { proposal }: Signed): void {
    const request = this.#options.replica.state?.requests.get(requestId);
    if (request === undefined || this.#stopped.signal.aborted) return;
    if (openSession(request)?.proposal.sessionId !== proposal.sessionId) this.follow(request);
  }

  async #settle({ requestId, intent }: RequestState, session: Signed, chain: ChainAccess): Promise<void> {
    const { pause = waitFor, onProgress } = this.#options;
    const { unsignedTransaction, lifetime } = session.proposal;
    const transfer = { unsigned: bytesFromHex(unsignedTransaction), lifetime, from: intent.from };
    let signed: SignedTransfer | undefined;
    let looks = 0;
    let failures = 0;
    while (!this.#stopped.signal.aborted && this.#isOpen(requestId, session)) {
      try {
        signed ??= await chain.assemble(transfer, session.outcome.signature);
        await this.#sayBroadcast(requestId, session, signed);
        if (await this.#look(requestId, session, chain, signed, looks % RESEND_AFTER === 0)) return;
        looks += 1;
        failures = 0;
        this.#troubles.delete(requestId);
      } catch (error) {
        // A chain that does not answer, or refuses for now. The next look sends again what the chain does not know.
        looks = 0;
        failures += 1;
        this.#trouble(requestId, error);
      }
      onProgress(requestId);
      await pause(Math.min(POLL_MS * 2 ** failures, MAX_PAUSE_MS), this.#stopped.signal).catch(() => undefined);
    }
  }

  async #sayBroadcast(requestId: string, { proposal }: Signed, { transactionId }: SignedTransfer): Promise<void> {
    if (this.#options.replica.state?.requests.get(requestId)?.status !== 'signed') return;
    await this.#appendOnce({ type: 'request.broadcast', requestId, sessionId: proposal.sessionId, transactionId });
  }

  /** Whether it has ended, and the log says so. */
  async #look(
    requestId: string,
    session: Signed,
    chain: ChainAccess,
    signed: SignedTransfer,
    maySend: boolean,
  ): Promise<boolean> {
    const { sessionId } = session.proposal;
    const standing = await chain.standing(signed);
    if (standing.type === 'unseen' && maySend) await chain.send(signed);
    if (standing.type === 'unseen' || standing.type === 'waiting') return false;
    const slot = 'position' in standing ? standing.position : 0n;
    await this.#appendOnce({ type: 'request.settled', requestId, sessionId, outcome: standing.type, slot });
    // The log may have refused it for another reason than that it knows already, such as a busy moment
    return !this.#isOpen(requestId, session);
  }

  /** Reported once for each cause, however often it is met. */
  #trouble(requestId: string, error: unknown): void {
    const code = codeOf(error) ?? 'INTERNAL';
    if (this.#troubles.get(requestId) !== code) this.#options.report('broadcast', error);
    this.#troubles.set(requestId, code);
  }

  /** Another console may have said how it ended. */
  #isOpen(requestId: string, { proposal }: Signed): boolean {
    const request = this.#options.replica.state?.requests.get(requestId);
    return request !== undefined && openSession(request)?.proposal.sessionId === proposal.sessionId;
  }

  /** Another console may have said it first; that is as good. */
  async #appendOnce(body: Parameters<LogReplica['append']>[0]): Promise<void> {
    await this.#options.replica.append(body).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.kind !== 'policy') throw error;
    });
  }
}

/** The session whose transaction is on its way. */
function openSession({ status, sessions }: RequestState): Signed | undefined {
  const session = sessions.at(-1);
  return (status === 'signed' || status === 'broadcast') && isSigned(session) ? session : undefined;
}

function isSigned(session: SessionState | undefined): session is Signed {
  return session?.outcome.type === 'signed';
}

function waitFor(milliseconds: number, signal: AbortSignal): Promise<unknown> {
  return wait(milliseconds, undefined, { signal });
}
