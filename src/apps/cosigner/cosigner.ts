/** One co-signer at work: it follows the log and does what the log asks of it, after judging for itself. */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { signCheckpoint } from '../../treasury/log/checkpoint.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';
import { decodeDirect, type DirectMessage } from '../direct/direct-message.ts';
import { EnvelopeAssembly } from '../direct/envelope-pieces.ts';
import type { ReplicaEntry } from '../replica/log-replica.ts';
import type { CoSignerContext } from './context.ts';
import { KeyDuties } from './key-duties.ts';
import { ReleaseSettling } from './release-settling.ts';
import { findSession, SigningDuties } from './signing-duties.ts';
import { stockMessage } from './stock-message.ts';

export interface CoSignerLinks {
  /** Resolves once the replica has read everything that the relay holds. */
  readonly caughtUp: Promise<void>;
  /** Sends to one device or co-signer; silently lost when it is offline. */
  sendDirect(toPid: string, message: DirectMessage): void;
}

export class CoSigner {
  readonly #context: CoSignerContext;
  readonly #links: CoSignerLinks;
  readonly #signing: SigningDuties;
  readonly #keys: KeyDuties;
  readonly #releases: ReleaseSettling;
  readonly #assembly = new EnvelopeAssembly();
  readonly #following = Promise.withResolvers<void>();
  #work: Promise<void> = Promise.resolve();
  #isLive = false;
  #isStopped = false;

  constructor(context: CoSignerContext, links: CoSignerLinks) {
    this.#context = context;
    this.#links = links;
    this.#signing = new SigningDuties(
      context,
      (part, work) => this.#queue(part, work),
      () => this.sendStock(),
    );
    this.#keys = new KeyDuties(context, () => this.sendStock());
    this.#releases = new ReleaseSettling(context);
  }

  /**
   * Reads the log to its end, takes up what it left open, and then acts on what comes. What was read on the way is history: a
   * ceremony or a session of last week is not begun again because this replica reads of it only now.
   * @returns when it has taken up what was open. Rejects when it cannot, with the fault of its stores: it would follow the log and do
   *   nothing then, so its process must end.
   */
  async start(): Promise<void> {
    const { replica } = this.#context;
    replica.onAdmitted((entry, state) => {
      this.#following.resolve();
      if (this.#isLive) this.#follow(entry, state);
    });
    replica.start();
    if (replica.state !== null) this.#following.resolve();
    await this.#links.caughtUp;
    if (!this.#isStopped) this.#goLive();
  }

  #goLive(): void {
    this.#isLive = true;
    this.#context.primes.start();
    const { state } = this.#context.replica;
    if (state === null) return;
    this.#sendCheckpoint(devicesOf(state));
    this.#keys.resume(state, (part, work) => this.#queue(part, work));
    this.#signing.resume(state);
    this.#releases.look();
    this.sendStock();
  }

  /** Resolves when the workspace's people and machines are known here: before that, no peer's message can be authenticated. */
  get following(): Promise<void> {
    return this.#following.promise;
  }

  /** Ends timers; runs that are under way are cancelled and wipe their secrets. */
  stop(): void {
    this.#isStopped = true;
    this.#signing.stop();
    this.#keys.stop();
    this.#context.runs.cancelAll();
    void this.#context.primes.stop();
  }

  /** Somebody came or went. */
  onPresence(): void {
    this.#keys.onPresence();
  }

  /** A direct message whose author the relay client has verified. A malformed one is reported and dropped. */
  receive(fromPid: string, payload: Uint8Array): void {
    try {
      const message = decodeDirect(payload);
      const state = this.#context.replica.state;
      const isCoSigner = state === null || state.coSigners.has(fromPid);
      if (message.type === 'mpc' && isCoSigner) this.#context.runs.deliver(fromPid, message.runId, message.envelope);
      if (message.type === 'mpc.piece' && isCoSigner) {
        const envelope = this.#assembly.add(fromPid, message);
        if (envelope !== undefined) this.#context.runs.deliver(fromPid, message.runId, envelope);
      }
      this.#answer(fromPid, message, state);
      if (message.type === 'checkpoint.request') this.#sendCheckpoint([fromPid]);
      // Officers stop runs. A co-signer that wants out of its own run says so in the run, under its name.
      if (message.type === 'run.cancel' && state !== null && devicesOf(state).includes(fromPid))
        this.#context.runs.cancel(message.runId);
    } catch (error) {
      this.#context.report('direct', error);
    }
  }

  /** Questions about what is public of a key, and about what is ready here. */
  #answer(fromPid: string, message: DirectMessage, state: WorkspaceState | null): void {
    const { epochs, publicKeys, primes } = this.#context;
    if (state === null) return;
    if (message.type === 'key.public.request' && state.coSigners.has(fromPid)) {
      const active = epochs.active(message.vaultId);
      if (active === undefined) return;
      const { vaultId, epoch, publicData } = active;
      this.#links.sendDirect(fromPid, { type: 'key.public', vaultId, epoch, publicData: bytesToHex(publicData) });
    }
    if (message.type === 'key.public') {
      publicKeys.take(fromPid, message.vaultId, message.epoch, bytesFromHex(message.publicData));
    }
    if (message.type === 'epoch.test') this.#keys.proof.asked(fromPid, message);
    if (message.type === 'stock.request' && devicesOf(state).includes(fromPid)) {
      for (const profile of message.announced) if (state.ecdsaProfiles.includes(profile)) primes.want(profile, 1);
      this.#links.sendDirect(fromPid, stockMessage(this.#context, state));
    }
  }

  /** Tells every officer's device what is ready here. */
  sendStock(): void {
    const { state } = this.#context.replica;
    if (state === null || !this.#isLive) return;
    const message = stockMessage(this.#context, state);
    for (const pid of devicesOf(state)) this.#links.sendDirect(pid, message);
  }

  #follow({ entry, hash }: ReplicaEntry, state: WorkspaceState): void {
    const { body } = entry;
    this.#sendCheckpoint(devicesOf(state));
    switch (body.type) {
      case 'vault.proposed':
      case 'vault.confirmed':
      case 'vault.failed':
        return this.#keys.onVault(state, body.vaultId, body.type === 'vault.proposed');
      case 'session.proposed':
      case 'verdict.given':
      case 'session.failed':
      case 'session.signed':
        this.#signing.follow(state, body.sessionId, body.type === 'session.proposed');
        // A signature of a new epoch proves its shares as well as a test does.
        if (body.type === 'session.signed') this.#keys.advance(findSession(state, body.sessionId)?.proposal.vaultId);
        return;
      case 'vault.reshare-proposed':
      case 'vault.reshare-approved':
      case 'vault.reshare-failed':
        return this.#keys.onReshare(state, body.vaultId);
      case 'vault.epoch-acknowledged':
      case 'vault.epoch-refused':
        return this.#keys.advance(body.vaultId);
      case 'presignatures.ordered':
        return this.#keys.presign(state, hash);
      case 'request.cancelled':
      case 'request.rejected':
        return this.#signing.stopRequest(state, body.requestId);
      case 'workspace.created':
      case 'co-signer.enrolled':
      case 'vault.epoch-erased':
      case 'account.opened':
      case 'request.created':
      case 'request.approved':
      case 'request.broadcast':
        return;
      case 'request.settled':
        return this.#releases.look();
    }
  }

  #sendCheckpoint(to: readonly string[]): void {
    const { replica, home } = this.#context;
    const state = replica.state;
    if (state === null || replica.tree.size === 0) return;
    const rootHash = replica.tree.root();
    const signature = signCheckpoint(
      { workspaceId: state.workspaceId, size: replica.tree.size, rootHash },
      home.signer,
    );
    for (const pid of to) {
      this.#links.sendDirect(pid, {
        type: 'checkpoint',
        size: replica.tree.size,
        rootHash: bytesToHex(rootHash),
        signature,
      });
    }
  }

  /** One after the other: each verdict sees the log of the one before, and none comes before the share is known after a start. */
  #queue(part: string, work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#context.report(part, error));
  }
}

/** Every officer's device of the workspace. */
export function devicesOf(state: WorkspaceState): readonly string[] {
  return [...state.members.values()].map((member) => member.device.pid);
}
