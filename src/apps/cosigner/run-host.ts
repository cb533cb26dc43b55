/**
 * Protocol runs of one co-signer: each job in a worker thread of its own, so that no mathematics and no share is ever on the event
 * loop, and a presignature in the making delays no signature. The host routes envelopes, keeps those that arrive before the run
 * begins, and asks before a signature share leaves.
 */
import { bytesFromHex, bytesToHex, wipe } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import { envelopeLimit } from '../direct/envelope-limit.ts';
import { piecesOf } from '../direct/envelope-pieces.ts';
import { stageRunId } from '../direct/run-ids.ts';
import type { RunningTask } from '../../adapters/workers/run-in-worker.ts';
import { EarlyMessages } from './early-messages.ts';
import { PeerBudget } from './peer-budget.ts';
import { familyOf, hasRelease, isErrorRound, isRelease } from './release-point.ts';
import { isOutcome, type OutcomeOf } from './run-outcome.ts';
import { RunPlaces } from './run-places.ts';
import {
  partiesOf,
  secretsOf,
  stagesOf,
  type JobOf,
  type ProtocolJob,
  type RunBlame,
  type RunEnvelope,
  type RunJob,
  type RunOutput,
  type RunResult,
} from './run-task.ts';

export interface RunHostOptions {
  /** Starts a worker thread on one job; `onMessage` may throw to end it. */
  readonly startRun: (job: RunJob, onMessage: (message: RunOutput) => void) => RunningTask<RunEnvelope, null>;
  /** Told that a job is likely to come soon. */
  readonly makeReady?: () => void;
  readonly sendDirect: (toPid: string, message: DirectMessage) => void;
  /** Called before the first message of an error round leaves; when it throws, the run ends. */
  readonly onErrorRound?: (job: ProtocolJob) => void;
  /** `runId` is the stage's (`stageRunId`). */
  readonly onProgress: (runId: string, event: Extract<RunOutput, { type: 'progress' }>) => void;
}

/** A run that ended without a result: who is to blame, if anybody can be named. */
export class RunAborted extends AppError {
  readonly blame: readonly RunBlame[];

  constructor(code: string, message: string, blame: readonly RunBlame[]) {
    super({ code, kind: 'peer', message, safe: 'Nothing was signed and no share was changed.', next: 'Try again.' });
    this.name = 'RunAborted';
    this.blame = blame;
  }
}

/** Threads that only help others to their verdict; more are not worth their memory. */
const MAX_LINGERING = 4;

interface LiveRun {
  readonly task: RunningTask<RunEnvelope, null>;
  readonly job: ProtocolJob;
  readonly peers: readonly string[];
}

interface LiveStage {
  readonly run: LiveRun;
  readonly stage: number;
  readonly budget: PeerBudget;
}

export class RunHost {
  readonly #options: RunHostOptions;
  /** By the run id of each stage. */
  readonly #live = new Map<string, LiveStage>();
  /** Jobs that wait for a place, by the id of their first run. */
  readonly #waiting = new Map<string, AbortController>();
  readonly #places = new RunPlaces();
  readonly #lingering: LiveRun[] = [];
  readonly #early = new EarlyMessages();

  constructor(options: RunHostOptions) {
    this.#options = options;
  }

  /**
   * Runs one job to its end.
   * @param release called once, before the first signature share leaves; when it throws, the run ends and nothing leaves.
   * @throws RunAborted with blame; AppError `RUN_LIMIT` or `RUN_NOT_WANTED` when it was never begun; `WORKER_*`, a keystore error, or
   *   whatever `release` threw.
   */
  async run<J extends ProtocolJob>(job: J, release: () => void): Promise<OutcomeOf<J['kind']>> {
    const leave = this.#places.enterNow(job.vaultId) ?? (await this.#place(job));
    try {
      return await this.#runNow(job, release);
    } finally {
      leave();
    }
  }

  /** Waits for a place; a job that gets none is not begun, and its secrets are wiped here. */
  async #place(job: ProtocolJob): Promise<() => void> {
    const runId = runIdOf(job, 0);
    const waiting = new AbortController();
    this.#waiting.set(runId, waiting);
    try {
      return await this.#places.enter(job.vaultId, waiting.signal);
    } catch (error) {
      wipe(...secretsOf(job));
      throw error;
    } finally {
      this.#waiting.delete(runId);
    }
  }

  async #runNow<J extends ProtocolJob>(job: J, release: () => void): Promise<OutcomeOf<J['kind']>> {
    const ended = Promise.withResolvers<RunResult>();
    const self = bytesToHex(job.self);
    const peers = partiesOf(job)
      .map((party) => bytesToHex(party.pid))
      .filter((pid) => pid !== self);
    let releasing: 'open' | 'refused' | 'done' = hasRelease(job) ? 'open' : 'done';
    const task = this.#options.startRun(job, (message) => {
      if (message.type === 'ended') return ended.resolve(message.result);
      if (message.type === 'progress') return this.#options.onProgress(runIdOf(job, message.stage), message);
      // What follows a refused release may repeat the share, as a dispute does; it can be under way from the thread already.
      if (releasing === 'refused') return;
      if (releasing === 'open' && isRelease(job, message.round)) {
        releasing = 'refused';
        release();
        releasing = 'done';
      }
      if (isErrorRound(job, message.round)) this.#options.onErrorRound?.(job);
      this.#send(job, peers, message);
    });
    task.result.then(() => ended.reject(unfinished()), ended.reject);
    const run: LiveRun = { task, job, peers };
    this.#begin(run);
    try {
      const result = await ended.promise;
      if (result.type === 'aborted') throw new RunAborted(result.code, result.message, result.blame);
      this.#linger(run);
      if (!isOutcome(job.kind, result)) throw new Error('A protocol run ended as something else.');
      return result as OutcomeOf<J['kind']>;
    } catch (error) {
      this.#forget(run);
      void task.cancel();
      throw error;
    }
  }

  /** A job is likely to come soon: what it needs that is not secret can be made ready. */
  makeReady(): void {
    this.#options.makeReady?.();
  }

  /** Opens a share in a thread of its own. @returns what is public about it @throws AppError of the keystore, `WORKER_*`. */
  async reopen(job: JobOf<'reopen'>): Promise<Uint8Array> {
    const ended = Promise.withResolvers<RunResult>();
    const task = this.#options.startRun(job, (message) => {
      if (message.type === 'ended') ended.resolve(message.result);
    });
    task.result.then(() => ended.reject(unfinished()), ended.reject);
    const result = await ended.promise;
    if (result.type !== 'reopened') throw new Error('Opening a share ended as something else.');
    return result.publicData;
  }

  /**
   * Hands an envelope to its run; one for a run that has not begun yet waits, within limits.
   * @throws AppError `ENVELOPE_TOO_LONG`, `RUN_FLOODED` the first time that a peer of the run sends more than the run has
   */
  deliver(from: string, runId: string, envelope: Uint8Array): void {
    const found = this.#live.get(runId);
    if (found === undefined) return this.#early.keep(from, runId, envelope);
    const refusal = handOver(found, from, envelope);
    if (refusal !== undefined) throw refusal;
  }

  /** Asks a run to stop; its secrets are wiped and its peers told. */
  cancel(runId: string): void {
    // Its end is awaited where the run was started.
    void this.#live.get(runId)?.run.task.cancel();
    this.#waiting.get(runId)?.abort();
  }

  /** Asks everything to stop. */
  cancelAll(): void {
    for (const { run } of this.#live.values()) void run.task.cancel();
    for (const waiting of this.#waiting.values()) waiting.abort();
  }

  #begin(run: LiveRun): void {
    for (let stage = 0; stage < stagesOf(run.job); stage += 1) {
      const runId = runIdOf(run.job, stage);
      const budget = new PeerBudget(envelopeLimit(familyOf(run.job, stage), run.peers.length + 1));
      const live: LiveStage = { run, stage, budget };
      this.#live.set(runId, live);
      for (const from of run.peers) {
        for (const envelope of this.#early.take(from, runId)) handOver(live, from, envelope);
      }
    }
  }

  /** The thread goes on to answer disputes; it ends by itself at the deadline, or gives way to later ones. */
  #linger(run: LiveRun): void {
    this.#lingering.push(run);
    run.task.result.catch(() => undefined).finally(() => this.#forget(run));
    while (this.#lingering.length > MAX_LINGERING) {
      const oldest = this.#lingering[0];
      if (oldest === undefined) return;
      this.#forget(oldest);
      void oldest.task.terminate();
    }
  }

  #forget(run: LiveRun): void {
    for (let stage = 0; stage < stagesOf(run.job); stage += 1) {
      const runId = runIdOf(run.job, stage);
      if (this.#live.get(runId)?.run === run) this.#live.delete(runId);
    }
    const at = this.#lingering.indexOf(run);
    if (at >= 0) this.#lingering.splice(at, 1);
  }

  #send(job: ProtocolJob, peers: readonly string[], message: Extract<RunOutput, { type: 'send' }>): void {
    const runId = runIdOf(job, message.stage);
    const to = message.to === 'all' ? peers : [bytesToHex(message.to)];
    const pieces = piecesOf(runId, message.envelope);
    for (const pid of to) for (const piece of pieces) this.#options.sendDirect(pid, piece);
  }
}

/** Who takes no part has no say. @returns why not, the first time that a peer is refused */
function handOver({ run, stage, budget }: LiveStage, from: string, envelope: Uint8Array): AppError | undefined {
  if (!run.peers.includes(from)) return undefined;
  const verdict = budget.take(from, envelope.length);
  if (verdict === 'taken') run.task.post({ stage, from: bytesFromHex(from, 32), envelope });
  return verdict instanceof AppError ? verdict : undefined;
}

function runIdOf(job: ProtocolJob, stage: number): string {
  return stageRunId(bytesToHex(job.runId), stage);
}

function unfinished(): AppError {
  return new AppError({ code: 'WORKER_CRASHED', kind: 'bug', message: 'A protocol run ended without a result.' });
}
