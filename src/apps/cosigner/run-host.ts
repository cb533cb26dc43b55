/**
 * Protocol runs of one co-signer: each in a worker thread of its own, so that no mathematics and no share is ever on the event
 * loop. The host routes envelopes, keeps those that arrive before the run begins, and asks before a signature share leaves.
 */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import type { RunningTask } from '../../adapters/workers/run-in-worker.ts';
import type { ProtocolJob, RunBlame, RunEnvelope, RunJob, RunOutput, RunResult } from './run-task.ts';

export interface RunHostOptions {
  /** Starts a worker thread on one job; `onMessage` may throw to end it. */
  readonly startRun: (job: RunJob, onMessage: (message: RunOutput) => void) => RunningTask<RunEnvelope, RunResult>;
  readonly sendDirect: (toPid: string, message: DirectMessage) => void;
  readonly onProgress: (runId: string, event: Extract<RunOutput, { type: 'progress' }>) => void;
}

/** How a run ends well. */
export type RunOutcome = Extract<RunResult, { type: 'generated' | 'signed' }>;

/** A run that ended without a result: who is to blame, if anybody can be named. */
export class RunAborted extends AppError {
  readonly blame: readonly RunBlame[];

  constructor(code: string, message: string, blame: readonly RunBlame[]) {
    super({ code, kind: 'peer', message, safe: 'Nothing was signed and no share was changed.', next: 'Try again.' });
    this.name = 'RunAborted';
    this.blame = blame;
  }
}

/** Rounds from this one on carry signature shares: asking and recording comes first. */
const RELEASE_ROUND = 2;
/** Echo messages, which carry hashes only, have codes from here on (protocol README, section 7). */
const FIRST_ECHO_ROUND = 100;
/**
 * What one peer may have waiting for runs that have not begun here. An honest one says Ready and then waits for our own. The limits
 * are per peer, so that no other peer's message is lost because of a flood.
 */
const MAX_EARLY_RUNS = 16;
const MAX_EARLY_MESSAGES = 8;

interface LiveRun {
  readonly task: RunningTask<RunEnvelope, RunResult>;
  readonly peers: readonly string[];
}

export class RunHost {
  readonly #options: RunHostOptions;
  readonly #live = new Map<string, LiveRun>();
  /** By peer, then by run. */
  readonly #early = new Map<string, Map<string, Uint8Array[]>>();

  constructor(options: RunHostOptions) {
    this.#options = options;
  }

  /**
   * Runs one job to its end.
   * @param release called once, before the first signature share leaves; when it throws, the run ends and nothing leaves.
   * @throws RunAborted with blame; AppError `WORKER_*`, a keystore error, or whatever `release` threw.
   */
  async run(job: ProtocolJob, release: () => void): Promise<RunOutcome> {
    const runId = bytesToHex(job.runId);
    const self = bytesToHex(job.self);
    const all = (job.kind === 'keygen' ? job.parties : job.signers).map((party) => bytesToHex(party.pid));
    const peers = all.filter((pid) => pid !== self);
    let releasing: 'open' | 'refused' | 'done' = job.kind === 'keygen' ? 'done' : 'open';
    const task = this.#options.startRun(job, (message) => {
      if (message.type === 'progress') return this.#options.onProgress(runId, message);
      // What follows a refused release may repeat the share, as a dispute does; it can be under way from the thread already.
      if (releasing === 'refused') return;
      if (releasing === 'open' && message.round >= RELEASE_ROUND && message.round < FIRST_ECHO_ROUND) {
        releasing = 'refused';
        release();
        releasing = 'done';
      }
      this.#send(runId, peers, message);
    });
    this.#live.set(runId, { task, peers });
    for (const from of peers) {
      for (const envelope of this.#early.get(from)?.get(runId) ?? []) this.deliver(from, runId, envelope);
      this.#early.get(from)?.delete(runId);
    }
    try {
      const result = await task.result;
      if (result.type === 'aborted') throw new RunAborted(result.code, result.message, result.blame);
      if (result.type === 'reopened') throw new Error('A protocol run ended as something else.');
      return result;
    } finally {
      this.#live.delete(runId);
    }
  }

  /** Opens a share in a thread of its own. @returns what is public about it @throws AppError of the keystore, `WORKER_*`. */
  async reopen(job: Extract<RunJob, { kind: 'reopen' }>): Promise<Uint8Array> {
    const result = await this.#options.startRun(job, () => undefined).result;
    if (result.type !== 'reopened') throw new Error('Opening a share ended as something else.');
    return result.publicData;
  }

  /** Hands an envelope to its run; one for a run that has not begun yet waits, within limits. */
  deliver(from: string, runId: string, envelope: Uint8Array): void {
    const run = this.#live.get(runId);
    if (run !== undefined) {
      if (run.peers.includes(from)) run.task.post({ from: bytesFromHex(from, 32), envelope });
      return;
    }
    const runs = this.#early.get(from) ?? new Map<string, Uint8Array[]>();
    const early = runs.get(runId) ?? [];
    if (early.length >= MAX_EARLY_MESSAGES) return;
    early.push(envelope);
    this.#early.set(from, runs);
    runs.delete(runId);
    runs.set(runId, early);
    // The peer's oldest run that never began gives way.
    const oldest = runs.keys().next();
    if (runs.size > MAX_EARLY_RUNS && oldest.done !== true) runs.delete(oldest.value);
  }

  /** Asks a run to stop; its secrets are wiped and its peers told. */
  cancel(runId: string): void {
    // Its end is awaited where the run was started.
    void this.#live.get(runId)?.task.cancel();
  }

  #send(runId: string, peers: readonly string[], message: Extract<RunOutput, { type: 'send' }>): void {
    const to = message.to === 'all' ? peers : [bytesToHex(message.to)];
    for (const pid of to) this.#options.sendDirect(pid, { type: 'mpc', runId, envelope: message.envelope });
  }
}
