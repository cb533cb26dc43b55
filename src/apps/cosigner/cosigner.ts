/** One co-signer at work: it follows the log and does what the log asks of it, after judging for itself. */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { signCheckpoint } from '../../treasury/log/checkpoint.ts';
import type { SessionState, VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import { decodeDirect, type DirectMessage } from '../direct/direct-message.ts';
import { EnvelopeAssembly } from '../direct/envelope-pieces.ts';
import type { ReplicaEntry } from '../replica/log-replica.ts';
import { activateVault, takePartInCeremony } from './ceremony.ts';
import type { CoSignerContext } from './context.ts';
import { KeyFollower } from './follow-keys.ts';
import { failSession, giveVerdict, runSession } from './signing.ts';
import { stockMessage } from './stock-message.ts';
import { AppError } from '../../base/errors.ts';

export interface CoSignerLinks {
  /** Resolves once the replica has read everything that the relay holds. */
  readonly caughtUp: Promise<void>;
  /** Sends to one device or co-signer; silently lost when it is offline. */
  sendDirect(toPid: string, message: DirectMessage): void;
}

/** How long a session may wait for the verdicts of the others before this signer gives it up. */
const VERDICT_PATIENCE_MS = 30_000;

export class CoSigner {
  readonly #context: CoSignerContext;
  readonly #links: CoSignerLinks;
  readonly #keys: KeyFollower;
  readonly #patience = new Map<string, NodeJS.Timeout>();
  /** Sessions whose run this process began: a verdict that comes after the agreement must not begin it again. */
  readonly #begun = new Set<string>();
  readonly #assembly = new EnvelopeAssembly();
  readonly #following = Promise.withResolvers<void>();
  #work: Promise<void> = Promise.resolve();
  #isLive = false;

  constructor(context: CoSignerContext, links: CoSignerLinks) {
    this.#context = context;
    this.#keys = new KeyFollower(context, () => this.sendStock());
    this.#links = links;
  }

  /**
   * Reads the log to its end, takes up what it left open, and then acts on what comes. What was read on the way is history: a
   * ceremony or a session of last week is not begun again because this replica reads of it only now.
   */
  start(): void {
    const { replica } = this.#context;
    replica.onAdmitted((entry, state) => {
      this.#following.resolve();
      if (this.#isLive) this.#follow(entry, state);
    });
    replica.start();
    if (replica.state !== null) this.#following.resolve();
    void this.#links.caughtUp.then(() => this.#goLive());
  }

  #goLive(): void {
    this.#isLive = true;
    this.#context.primes.start();
    const { state } = this.#context.replica;
    if (state === null) return;
    this.#sendCheckpoint(devicesOf(state));
    this.#resume(state);
  }

  /** Resolves when the workspace's people and machines are known here: before that, no peer's message can be authenticated. */
  get following(): Promise<void> {
    return this.#following.promise;
  }

  /** Ends timers; runs that are under way are cancelled and wipe their secrets. */
  stop(): void {
    for (const timer of this.#patience.values()) clearTimeout(timer);
    this.#context.runs.cancelAll();
    void this.#context.primes.stop();
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
    if (message.type === 'stock.request' && devicesOf(state).includes(fromPid)) {
      for (const profile of message.announced) primes.want(profile, 1);
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
        return this.#onVault(state, body.vaultId, body.type);
      case 'session.proposed':
      case 'verdict.given':
      case 'session.failed':
      case 'session.signed':
        this.#onSession(state, body.sessionId, body.type === 'session.proposed');
        // The first signature of a new epoch is what lets the shares of the old one be destroyed.
        if (body.type === 'session.signed')
          this.#keys.advanceLater(findSession(state, body.sessionId)?.proposal.vaultId);
        return;
      case 'vault.reshare-proposed':
      case 'vault.reshare-approved':
      case 'vault.reshare-failed':
        return this.#keys.onReshare(state, body.vaultId);
      case 'vault.epoch-acknowledged':
      case 'vault.epoch-refused':
        return this.#keys.advanceLater(body.vaultId);
      case 'presignatures.ordered':
        return this.#keys.presignLater(state, hash);
      case 'request.cancelled':
      case 'request.rejected':
        return this.#stopSessionsOf(state, body.requestId);
      case 'workspace.created':
      case 'co-signer.enrolled':
      case 'vault.epoch-erased':
      case 'account.opened':
      case 'request.created':
      case 'request.approved':
      case 'request.broadcast':
      case 'request.settled':
        return;
    }
  }

  #onVault(state: WorkspaceState, vaultId: string, type: string): void {
    const vault = state.vaults.get(vaultId);
    if (vault === undefined || !vault.holders.includes(this.#context.home.pid)) return;
    if (type === 'vault.proposed') this.#background(() => takePartInCeremony(this.#context, state, vault));
    else if (vault.status === 'active') this.#onActive(vault);
    else if (vault.status === 'failed') this.#context.runs.cancel(vault.runId);
  }

  #onActive(vault: VaultState): void {
    activateVault(this.#context, vault);
    this.#keys.preparePrimes(vault);
  }

  #onSession(state: WorkspaceState, sessionId: string, isNew: boolean): void {
    const session = findSession(state, sessionId);
    if (session === undefined || !this.#isHolder(state, session)) return;
    if (isNew) this.#judgeLater(session);
    if (session.outcome.type !== 'judging') this.#clearPatience(sessionId);
    const isSigner = session.proposal.signers.includes(this.#context.home.pid);
    if (session.outcome.type === 'agreed' && isSigner && !this.#begun.has(sessionId)) {
      this.#begun.add(sessionId);
      this.#background(() => runSession(this.#context, state, session));
    }
    if (session.outcome.type === 'failed') this.#context.runs.cancel(session.entryHash);
  }

  #judgeLater(session: SessionState): void {
    const { sessionId, signers } = session.proposal;
    this.#queue('verdict', () => giveVerdict(this.#context, session));
    if (!signers.includes(this.#context.home.pid)) return;
    const timer = setTimeout(
      () => this.#background(() => failSession(this.#context, sessionId, verdictsMissing())),
      VERDICT_PATIENCE_MS,
    );
    this.#patience.set(sessionId, timer);
  }

  #resume(state: WorkspaceState): void {
    for (const vault of state.vaults.values()) {
      if (!vault.holders.includes(this.#context.home.pid)) continue;
      if (vault.status === 'active') this.#queue('vault', () => this.#keys.takeUp(state, vault));
      if (vault.status === 'ceremony' && !vault.confirmations.has(this.#context.home.pid)) {
        // One that had begun before the restart is given up there: no run id is used twice.
        this.#background(() => takePartInCeremony(this.#context, state, vault));
      }
    }
    for (const vaultId of state.vaults.keys())
      this.#queue('reshare', () => Promise.resolve(this.#keys.onReshare(state, vaultId)));
    for (const request of state.requests.values()) {
      for (const session of request.sessions) this.#resumeSession(state, session);
    }
  }

  /** A session is never resumed after a restart: one that had begun is given up, one that was not judged yet is judged. */
  #resumeSession(state: WorkspaceState, session: SessionState): void {
    if (!this.#isHolder(state, session)) return;
    const isOpen = session.outcome.type === 'judging' || session.outcome.type === 'agreed';
    if (!isOpen) return;
    if (!session.verdicts.has(this.#context.home.pid)) this.#judgeLater(session);
    else if (session.proposal.signers.includes(this.#context.home.pid)) {
      this.#background(() => failSession(this.#context, session.proposal.sessionId, restarted()));
    }
  }

  #stopSessionsOf(state: WorkspaceState, requestId: string): void {
    for (const session of state.requests.get(requestId)?.sessions ?? []) this.#context.runs.cancel(session.entryHash);
  }

  #isHolder(state: WorkspaceState, session: SessionState): boolean {
    return state.vaults.get(session.proposal.vaultId)?.holders.includes(this.#context.home.pid) ?? false;
  }

  #clearPatience(sessionId: string): void {
    clearTimeout(this.#patience.get(sessionId));
    this.#patience.delete(sessionId);
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

  #background(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#context.report('co-signer', error));
  }
}

/** Every officer's device of the workspace. */
export function devicesOf(state: WorkspaceState): readonly string[] {
  return [...state.members.values()].map((member) => member.device.pid);
}

function findSession(state: WorkspaceState, sessionId: string): SessionState | undefined {
  for (const request of state.requests.values()) {
    const session = request.sessions.find((candidate) => candidate.proposal.sessionId === sessionId);
    if (session !== undefined) return session;
  }
  return undefined;
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
