/** Feeds a session until it has ended, and passes on what it sends and what it has seen. */
import { bytesToHex } from '../../../base/bytes.ts';
import type { TaskContext } from '../../../adapters/workers/serve-task.ts';
import type { Outgoing, ProtocolAbort, Session } from '../../../engine/mpc/protocol/index.ts';
import { MAX_ENVELOPE } from '../../direct/envelope-pieces.ts';
import { systemClock } from '../../processes/system-clock.ts';
import type { RunEnvelope, RunJob, RunOutput, RunResult } from '../run-task.ts';

export type RunContext = TaskContext<RunJob, RunEnvelope, RunOutput>;

export type Ended<T> =
  { readonly type: 'done'; readonly result: T } | { readonly type: 'aborted'; readonly error: ProtocolAbort };

const TICK_MS = 250;
/** Messages of one peer for a stage that has not begun: after Ready an honest one waits for ours. */
const MAX_EARLY = 16;

/** The messages of one job, by stage. */
export class StageInbox {
  readonly #handlers = new Map<number, (message: RunEnvelope) => void>();
  readonly #early: RunEnvelope[] = [];

  constructor(context: Pick<RunContext, 'onMessage'>) {
    context.onMessage((message) => this.#take(message));
  }

  /** From here on the stage's messages go to `handler`, those that came early first. */
  open(stage: number, handler: (message: RunEnvelope) => void): void {
    this.#handlers.set(stage, handler);
    for (const message of this.#early.filter((early) => early.stage === stage)) handler(message);
  }

  #take(message: RunEnvelope): void {
    const handler = this.#handlers.get(message.stage);
    if (handler !== undefined) return handler(message);
    const from = bytesToHex(message.from);
    const waiting = this.#early.filter((early) => early.stage === message.stage && bytesToHex(early.from) === from);
    if (waiting.length < MAX_EARLY) this.#early.push(message);
  }
}

export interface StageOptions<T> {
  readonly session: Session<T>;
  readonly stage: number;
  readonly context: RunContext;
  readonly inbox: StageInbox;
  /**
   * Stores a result that is complete but not confirmed yet. Nothing that the session sends from then on leaves before this is done
   * (reshare.md 6); when it fails the run is cancelled. The result is the session's: it is erased if the run aborts.
   */
  readonly onPrepared?: (prepared: T) => Promise<void>;
}

/** Runs one stage to its end. Afterwards its session still answers disputes, as long as the thread lives. @throws what `onPrepared` throws */
export async function runStage<T>(options: StageOptions<T>): Promise<Ended<T>> {
  const { session, context, inbox } = options;
  const stage = new Stage(options);
  const ticking = setInterval(() => stage.step(session.tick(systemClock.now())), TICK_MS);
  try {
    context.signal.addEventListener('abort', () => stage.step(session.cancel()));
    stage.step(session.start(systemClock.now()));
    inbox.open(options.stage, ({ from, envelope }) => stage.step(session.receive(from, envelope, systemClock.now())));
    if (context.signal.aborted) stage.step(session.cancel());
    return await stage.ended;
  } finally {
    clearInterval(ticking);
  }
}

class Stage<T> {
  readonly #options: StageOptions<T>;
  readonly #ended = Promise.withResolvers<Ended<T>>();
  #storing: 'not yet' | 'storing' | 'stored' = 'not yet';
  #held: Outgoing[] = [];

  constructor(options: StageOptions<T>) {
    this.#options = options;
  }

  get ended(): Promise<Ended<T>> {
    return this.#ended.promise;
  }

  step(outgoing: readonly Outgoing[]): void {
    const { session, onPrepared } = this.#options;
    this.#report();
    if (this.#storing === 'not yet' && onPrepared !== undefined && session.prepared !== undefined) {
      this.#storing = 'storing';
      onPrepared(session.prepared).then(
        () => this.#stored(),
        (error: unknown) => this.#notStored(error),
      );
    }
    if (this.#storing === 'storing') {
      this.#held.push(...outgoing);
      return;
    }
    this.#pass(outgoing);
  }

  #stored(): void {
    this.#storing = 'stored';
    this.#pass(this.#held.splice(0));
  }

  /** What was held may be a confirmation of something that is not there: it is dropped. */
  #notStored(error: unknown): void {
    this.#storing = 'stored';
    this.#held = [];
    this.#ended.reject(error);
    this.#pass(this.#options.session.cancel());
  }

  #pass(outgoing: readonly Outgoing[]): void {
    const { session, stage, context } = this.#options;
    for (const { to, round, envelope } of outgoing) {
      // A notice that carries a cheater's oversized message is lost like any message; our own verdict about it is not.
      if (envelope.length <= MAX_ENVELOPE) context.post({ type: 'send', stage, to, round, envelope });
    }
    const { state } = session;
    if (state.type !== 'waiting') this.#ended.resolve(state);
  }

  #report(): void {
    const { session, stage, context } = this.#options;
    for (const { party, round, state } of session.drainProgress()) {
      context.post({ type: 'progress', stage, party: bytesToHex(party), round, state });
    }
  }
}

/** An abort as a job's result. */
export function aborted({ code, message, blame }: ProtocolAbort): RunResult {
  const blamed = blame.map((one) => ({ pid: bytesToHex(one.party), code: one.code, certainty: one.certainty }));
  return { type: 'aborted', code, message, blame: blamed };
}
