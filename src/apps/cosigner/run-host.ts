/**
 * Protocol runs of one co-signer: each in a worker thread of its own, so that no mathematics and no share is ever on the event
 * loop. The host routes envelopes, keeps those that arrive before the run begins, and asks before a signature share leaves.
 */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import type { FromWorker, RunBlame, RunJob, ToWorker } from './run-message.ts';

/** A worker thread that runs one job. */
export interface RunWorker {
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Called once when the thread ends without having been asked to. */
  onCrash(listener: (error: AppError) => void): void;
  /** Ends the thread; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface RunHostOptions {
  readonly startWorker: () => RunWorker;
  readonly sendDirect: (toPid: string, message: DirectMessage) => void;
  readonly onProgress: (runId: string, event: Extract<FromWorker, { type: 'progress' }>) => void;
}

export type RunResult = Extract<FromWorker, { type: 'generated' | 'signed' }>;

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
const MAX_EARLY_RUNS = 32;
const MAX_EARLY_MESSAGES = 256;

interface LiveRun {
  readonly worker: RunWorker;
  readonly peers: readonly string[];
}

export class RunHost {
  readonly #options: RunHostOptions;
  readonly #live = new Map<string, LiveRun>();
  readonly #early = new Map<string, { from: string; envelope: Uint8Array }[]>();

  constructor(options: RunHostOptions) {
    this.#options = options;
  }

  isRunning(runId: string): boolean {
    return this.#live.has(runId);
  }

  /**
   * Runs one job to its end.
   * @param release called once, before the first signature share leaves; when it throws, the run is cancelled and nothing leaves.
   * @throws RunAborted with blame; AppError `WORKER_CRASHED`; whatever `release` threw.
   */
  async run(job: RunJob, release: () => void): Promise<RunResult> {
    const runId = bytesToHex(job.runId);
    const worker = this.#options.startWorker();
    const all = job.kind === 'keygen' ? job.parties : job.signers;
    const self = bytesToHex(job.self);
    this.#live.set(runId, { worker, peers: all.map((party) => bytesToHex(party.pid)).filter((pid) => pid !== self) });
    try {
      return await new Promise<RunResult>((resolve, reject) => {
        let isReleased = job.kind === 'keygen';
        worker.onCrash(reject);
        worker.onMessage((message) => {
          if (message.type === 'progress') return this.#options.onProgress(runId, message);
          if (message.type === 'generated' || message.type === 'signed') return resolve(message);
          if (message.type === 'aborted') return reject(new RunAborted(message.code, message.message, message.blame));
          try {
            if (!isReleased && message.round >= RELEASE_ROUND && message.round < 100) {
              release();
              isReleased = true;
            }
            this.#send(runId, message);
          } catch (error) {
            worker.post({ type: 'cancel' });
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
        worker.post({ type: 'start', job });
        for (const { from, envelope } of this.#early.get(runId) ?? []) this.deliver(from, runId, envelope);
        this.#early.delete(runId);
      });
    } finally {
      this.#live.delete(runId);
      await worker.stop();
    }
  }

  /** Hands an envelope to its run; one for a run that has not begun yet waits, within limits. */
  deliver(from: string, runId: string, envelope: Uint8Array): void {
    const run = this.#live.get(runId);
    if (run !== undefined) {
      if (run.peers.includes(from)) run.worker.post({ type: 'deliver', from: bytesFromHex(from, 32), envelope });
      return;
    }
    const early = this.#early.get(runId) ?? [];
    if (early.length >= MAX_EARLY_MESSAGES) return;
    early.push({ from, envelope });
    this.#early.delete(runId);
    this.#early.set(runId, early);
    // The oldest run that never began gives way: a peer cannot fill this memory.
    const oldest = this.#early.keys().next();
    if (this.#early.size > MAX_EARLY_RUNS && oldest.done !== true) this.#early.delete(oldest.value);
  }

  /** Asks a run to stop; its secrets are wiped and its peers told. */
  cancel(runId: string): void {
    this.#live.get(runId)?.worker.post({ type: 'cancel' });
  }

  #send(runId: string, message: Extract<FromWorker, { type: 'send' }>): void {
    const to = message.to === 'all' ? (this.#live.get(runId)?.peers ?? []) : [bytesToHex(message.to)];
    for (const pid of to) this.#options.sendDirect(pid, { type: 'mpc', runId, envelope: message.envelope });
  }
}
