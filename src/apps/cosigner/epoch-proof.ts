/**
 * Test signatures of a new epoch (reshare.md 6.6): before the old share is destroyed, this co-signer has seen the new one sign. Every
 * holder that has no proof yet asks others to sign with it; what is signed is a message that follows from the epoch's own run, so
 * nobody can choose it, and no chain takes it for a payment.
 */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { testSignatureMessage } from '../../engine/mpc/reshare/index.ts';
import { areSigners } from '../../treasury/workspace/signing-set.ts';
import type { VaultState } from '../../treasury/workspace/state.ts';
import type { LogReplica } from '../replica/log-replica.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import type { CoSignerContext } from './context.ts';
import { jobSetup, partyOf } from './key-jobs.ts';
import type { OneTimeStock } from './one-time-stock.ts';
import type { RunHost } from './run-host.ts';
import type { JobOf } from './run-task.ts';
import { drawConsequences } from './suspects.ts';

type Request = Extract<DirectMessage, { type: 'epoch.test' }>;

const PATIENCE_MS = 60_000n;
/** Before each further try; the last one again and again. */
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000] as const;
/** The holders do not all ask at once: one test often proves the share of the next as well. */
const STAGGER_MS = 1_500;
/** Runs that one other holder may ask for, for each epoch and since the start of this process. */
const MAX_ASKED = 64;

type Context = Pick<
  CoSignerContext,
  'home' | 'clock' | 'activation' | 'epochs' | 'errorRounds' | 'sendDirect' | 'report'
> & {
  readonly replica: Pick<LogReplica, 'state'>;
  readonly runs: Pick<RunHost, 'run'>;
  readonly stock: Pick<OneTimeStock, 'remove'>;
};

export interface EpochProofOptions {
  readonly context: Context;
  /** A test signature with this co-signer's new share was made and verified. */
  readonly onProven: (vaultId: string, epoch: number) => void;
  /** A test failed: presignatures with a cheat are gone. */
  readonly onStock: () => void;
}

export class EpochProof {
  readonly #options: EpochProofOptions;
  /** By vault: the epoch that is to be proven, and the tries so far. */
  readonly #pending = new Map<string, { readonly epoch: number; tries: number; timer: NodeJS.Timeout }>();
  /** How often each holder has asked, by holder, vault and epoch. */
  readonly #asked = new Map<string, number>();
  /** Holders whose test waits or runs: the next one only after it, so that nobody fills the queue before the others. */
  readonly #served = new Set<string>();
  #work: Promise<void> = Promise.resolve();

  constructor(options: EpochProofOptions) {
    this.#options = options;
  }

  /** Looks whether the epoch in force is still to be proven, and begins to ask if so. */
  pursue(vaultId: string): void {
    const epoch = this.#unproven(vaultId);
    const pending = this.#pending.get(vaultId);
    if (pending !== undefined && pending.epoch === epoch) return;
    clearTimeout(pending?.timer);
    this.#pending.delete(vaultId);
    const vault = this.#options.context.replica.state?.vaults.get(vaultId);
    if (epoch === undefined || vault?.epoch !== epoch) return;
    const place = vault.holders.indexOf(this.#options.context.home.pid);
    this.#schedule(vaultId, epoch, 0, place * STAGGER_MS);
  }

  /** Another holder asks for a test with this co-signer's share. */
  asked(from: string, request: Request): void {
    const { vaultId, epoch, signers, nonce } = request;
    const { context } = this.#options;
    const vault = context.replica.state?.vaults.get(vaultId);
    const isMine = signers.includes(from) && signers.includes(context.home.pid);
    if (vault === undefined || !isMine || epoch === 0 || !areSigners(vault, signers)) return;
    if (vault.epoch !== epoch || context.epochs.active(vaultId)?.epoch !== epoch) return;
    const key = `${from}/${vaultId}/${epoch}`;
    const count = (this.#asked.get(key) ?? 0) + 1;
    if (count > MAX_ASKED || this.#served.has(from)) return;
    this.#asked.set(key, count);
    this.#served.add(from);
    this.#enqueue(() =>
      this.#sign(vault, epoch, signers, testRun(from, nonce)).finally(() => this.#served.delete(from)),
    );
  }

  stop(): void {
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
  }

  #schedule(vaultId: string, epoch: number, tries: number, delay: number): void {
    const timer = setTimeout(() => this.#enqueue(() => this.#try(vaultId, epoch)), delay);
    // A test that is due keeps no process alive that is about to end.
    timer.unref();
    this.#pending.set(vaultId, { epoch, tries, timer });
  }

  async #try(vaultId: string, epoch: number): Promise<void> {
    const { context } = this.#options;
    const pending = this.#pending.get(vaultId);
    const vault = context.replica.state?.vaults.get(vaultId);
    if (pending?.epoch !== epoch || vault?.epoch !== epoch || this.#unproven(vaultId) !== epoch) return;
    const { tries } = pending;
    const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? PAUSES_MS[0];
    const signers = signingSet(vault, context.home.pid, tries);
    const nonce = bytesToHex(secureRandom(32));
    for (const pid of signers) {
      if (pid !== context.home.pid)
        context.sendDirect(pid, { type: 'epoch.test', vaultId, epoch, signers: [...signers], nonce });
    }
    try {
      await this.#sign(vault, epoch, signers, testRun(context.home.pid, nonce));
    } finally {
      if (this.#unproven(vaultId) === epoch) this.#schedule(vaultId, epoch, tries + 1, pause);
    }
  }

  async #sign(vault: VaultState, epoch: number, signers: readonly string[], runId: string): Promise<void> {
    const { context, onProven, onStock } = this.#options;
    const { vaultId } = vault;
    if (context.errorRounds.isStopped(vaultId, epoch, signers)) return;
    const job = this.#job(vault, epoch, signers, runId);
    if (job === undefined) return;
    // What is released is a share of a signature over the test message; nothing of it goes on record.
    try {
      await context.runs.run(job, () => undefined);
    } catch (error) {
      await drawConsequences(context, job, error);
      onStock();
      throw error;
    }
    onProven(vaultId, epoch);
  }

  #job(
    vault: VaultState,
    epoch: number,
    pids: readonly string[],
    runId: string,
  ): JobOf<'sign' | 'ecdsa-sign'> | undefined {
    const { context } = this.#options;
    const { state } = context.replica;
    const { vaultId, scheme } = vault;
    const record = context.activation.state(vaultId).epochs.find((one) => one.epoch === epoch);
    if (state === null || record?.state !== 'ACTIVE') return undefined;
    const message = testSignatureMessage(record.terms);
    const signers = pids.toSorted().map((pid) => partyOf(state, pid));
    const setup = { ...jobSetup(context, { runId, vaultId, epoch, patienceMs: PATIENCE_MS }), signers };
    if (scheme === 'ed25519') return { kind: 'sign', ...setup, message };
    return { kind: 'ecdsa-sign', ...setup, path: [], message: { hash: 'sha256', bytes: message } };
  }

  /** The epoch in force, if this co-signer holds a share of it that has not signed yet. */
  #unproven(vaultId: string): number | undefined {
    const { certified, isProven, epochs } = this.#options.context.activation.state(vaultId);
    if (certified === undefined || certified.epoch === 0 || isProven) return undefined;
    const isHeld = epochs.some(({ epoch, state }) => epoch === certified.epoch && state === 'ACTIVE');
    return isHeld ? certified.epoch : undefined;
  }

  /** One test after the other. */
  #enqueue(work: () => Promise<void>): void {
    const { report } = this.#options.context;
    this.#work = this.#work.then(work).catch((error: unknown) => report('epoch test', error));
  }
}

/**
 * `H("treasury/epoch-test-run", asker, nonce)`. An id that the asker chose freely could be that of a signing session, whose messages this
 * co-signer would then take for those of the test.
 */
function testRun(asker: string, nonce: string): string {
  const [pid, bytes] = [bytesFromHex(asker, 32), bytesFromHex(nonce, 32)];
  return bytesToHex(taggedHash('treasury/epoch-test-run', tlv.bytes(pid), tlv.bytes(bytes)));
}

/** This co-signer and the holders after it in the order of the committee, others with each try. */
function signingSet({ holders, minSigners }: VaultState, self: string, tries: number): readonly string[] {
  const at = holders.indexOf(self);
  const others = [...holders.slice(at + 1), ...holders.slice(0, at)];
  const chosen = Array.from({ length: minSigners - 1 }, (_, i) => others[(tries + i) % others.length] ?? self);
  return [self, ...chosen].toSorted();
}
