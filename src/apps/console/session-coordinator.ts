/**
 * Sign last: when a request's quorum is complete, the coordinator builds the transaction with a fresh blockhash and proposes a
 * session; when the signature is in the log, it assembles, broadcasts and watches. It decides nothing: every co-signer judges.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { assembleTransaction } from '../../adapters/chains/solana/assemble.ts';
import { buildTransfer } from '../../adapters/chains/solana/build-transfer.ts';
import type { SolanaClient } from '../../adapters/chains/solana/client.ts';
import type { RequestState, SessionState, VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import type { LogReplica, ReplicaEntry } from '../replica/log-replica.ts';

export interface CoordinatorOptions {
  readonly replica: LogReplica;
  readonly client: SolanaClient;
  readonly random: Random;
  /** Pid of this console's device. */
  readonly self: string;
  /** Pids attached to the relay now. */
  readonly online: () => ReadonlySet<string>;
  /** The console that hosts the workspace also finishes what another console left behind. */
  readonly isHost: boolean;
  readonly onProgress: (requestId: string) => void;
  readonly report: (part: string, error: unknown) => void;
}

const POLL_MS = 400;
const MAX_ATTEMPTS = 3;
/** Co-signers bound a transaction's life by their own endpoint, a little above the exact height; this waits for them. */
const SETTLED_MARGIN = 40n;

export class SessionCoordinator {
  readonly #options: CoordinatorOptions;
  readonly #settling = new Set<string>();
  readonly #stopped = new AbortController();

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    options.replica.onAdmitted((entry, state) => this.#follow(entry, state));
  }

  /** Takes up what was signed or broadcast before this console started. */
  resume(): void {
    const state = this.#options.replica.state;
    for (const request of state?.requests.values() ?? []) this.#settleIfOurs(request);
  }

  stop(): void {
    this.#stopped.abort();
  }

  /**
   * Builds the transaction now and proposes a session for it.
   * @throws AppError `REQUEST_NOT_APPROVED`, `SIGNERS_OFFLINE`, `EARLIER_ATTEMPT_LIVE`, chain errors, or the log's refusal.
   */
  async propose(requestId: string): Promise<{ index: number }> {
    const { replica, client, random } = this.#options;
    const state = replica.state;
    const request = state?.requests.get(requestId);
    if (state === null || state === undefined || request?.status !== 'approved') throw notApproved();
    const vault = state.vaults.get(request.intent.vaultId);
    if (vault === undefined) throw notApproved();
    if (request.intent.chain !== 'solana') throw chainNotServed();
    await this.#assertEarlierDead(request);
    const { blockhash, lastValidBlockHeight } = await client.latestBlockhash();
    const { from, to, amount } = request.intent;
    return replica.append({
      type: 'session.proposed',
      sessionId: bytesToHex(random(16)),
      requestId,
      attempt: Math.min(request.sessions.length + 1, MAX_ATTEMPTS),
      intentHash: request.intentHash,
      policyHash: state.policyHash,
      vaultId: vault.vaultId,
      epoch: vault.epoch,
      signers: this.#chooseSigners(state, vault, request),
      unsignedTransaction: bytesToHex(buildTransfer({ from, to, lamports: amount, blockhash })),
      lifetime: { blockhash, lastValidBlockHeight },
    });
  }

  /** Co-signers refuse while an earlier attempt could still land; proposing now would only use up one of three attempts. */
  async #assertEarlierDead(request: RequestState): Promise<void> {
    const agreed = request.sessions.filter(({ proposal, verdicts }) =>
      proposal.signers.every((pid) => verdicts.get(pid)?.answer === 'contribute'),
    );
    if (agreed.length === 0) return;
    const height = await this.#options.client.blockHeight('finalized');
    const canStillLand = ({ proposal: { lifetime } }: SessionState): boolean =>
      'nonce' in lifetime || height <= lifetime.lastValidBlockHeight + SETTLED_MARGIN;
    if (agreed.some(canStillLand)) throw earlierLive();
  }

  /**
   * Online holders in the order in which the workspace lists its co-signers; those who refused an earlier attempt come later, and
   * those who were blamed for its failure last, so that one bad co-signer cannot lock a request. The set is sorted by pid.
   */
  #chooseSigners(state: WorkspaceState, vault: VaultState, request: RequestState): string[] {
    const online = this.#options.online();
    const trouble = troubleOf(request);
    const available = [...state.coSigners.keys()].filter((pid) => vault.holders.includes(pid) && online.has(pid));
    if (available.length < vault.minSigners) throw signersOffline(vault.minSigners, available.length);
    const inOrder = available.toSorted((a, b) => (trouble.get(a) ?? 0) - (trouble.get(b) ?? 0));
    return inOrder.slice(0, vault.minSigners).toSorted();
  }

  #follow({ entry }: ReplicaEntry, state: WorkspaceState): void {
    if (this.#stopped.signal.aborted) return;
    const { body } = entry;
    if (body.type === 'request.approved' && entry.author === this.#options.self) {
      if (state.requests.get(body.requestId)?.status === 'approved') {
        this.#background(() => this.propose(body.requestId));
      }
    }
    if (body.type === 'session.signed') {
      const request = requestOf(state, body.sessionId);
      if (request !== undefined) this.#settleIfOurs(request);
    }
  }

  #settleIfOurs(request: RequestState): void {
    const session = request.sessions.at(-1);
    const isOpen = request.status === 'signed' || request.status === 'broadcast';
    if (session?.outcome.type !== 'signed' || request.intent.chain !== 'solana') return;
    if (!isOpen || this.#settling.has(request.requestId)) return;
    if (session.proposedBy !== this.#options.self && !this.#options.isHost) return;
    const { signature } = session.outcome;
    this.#settling.add(request.requestId);
    this.#background(async () => {
      try {
        await this.#settle(request, session, signature);
      } finally {
        this.#settling.delete(request.requestId);
      }
    });
  }

  async #settle(request: RequestState, session: SessionState, signature: Uint8Array): Promise<void> {
    const { client } = this.#options;
    const { requestId } = request;
    const { sessionId, unsignedTransaction, lifetime } = session.proposal;
    if ('nonce' in lifetime) return;
    const message = bytesFromHex(unsignedTransaction);
    const { wire, transactionId } = assembleTransaction(message, signature);
    if (request.status === 'signed')
      await this.#appendOnce({ type: 'request.broadcast', requestId, sessionId, transactionId });
    let isSent = false;
    while (!this.#stopped.signal.aborted) {
      try {
        const status = await client.signatureStatus(transactionId);
        if (status !== null && status.confirmation !== 'processed') {
          const outcome = status.hasFailed ? 'failed' : 'confirmed';
          return await this.#appendOnce({ type: 'request.settled', requestId, sessionId, outcome, slot: status.slot });
        }
        if (status === null && (await this.#isGone(message, request.intent.from, lifetime.lastValidBlockHeight))) {
          const outcome = 'expired';
          return await this.#appendOnce({ type: 'request.settled', requestId, sessionId, outcome, slot: 0n });
        }
        if (status === null && !isSent) {
          await client.sendTransaction(wire);
          isSent = true;
        }
      } catch (error) {
        // A chain that does not answer, or refuses for now: the transaction stays valid until its blockhash dies.
        this.#options.report('broadcast', error);
      }
      this.#options.onProgress(requestId);
      await wait(POLL_MS, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    }
  }

  /** Gone for good only when finalized blocks have passed the blockhash's life and none carries the message. */
  async #isGone(message: Uint8Array, from: string, lastValidBlockHeight: bigint): Promise<boolean> {
    const { client } = this.#options;
    if ((await client.blockHeight('finalized')) <= lastValidBlockHeight + SETTLED_MARGIN) return false;
    return (await client.wasIncluded(message, from)) === null;
  }

  /** Another console may have said it first; that is as good. */
  async #appendOnce(body: Parameters<LogReplica['append']>[0]): Promise<void> {
    await this.#options.replica.append(body).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.kind !== 'policy') throw error;
    });
  }

  #background(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.#options.report('coordinator', error));
  }
}

function requestOf(state: WorkspaceState, sessionId: string): RequestState | undefined {
  return [...state.requests.values()].find((request) =>
    request.sessions.some((s) => s.proposal.sessionId === sessionId),
  );
}

const REFUSED = 1;
const BLAMED = 2;

/** Who stood in the way of earlier attempts, and how badly. */
function troubleOf(request: RequestState): ReadonlyMap<string, number> {
  const trouble = new Map<string, number>();
  for (const { verdicts, outcome } of request.sessions) {
    for (const { answer, coSigner } of verdicts.values())
      if (answer === 'refuse' && trouble.get(coSigner) === undefined) trouble.set(coSigner, REFUSED);
    if (outcome.type === 'failed') for (const { pid } of outcome.failure.blame) trouble.set(pid, BLAMED);
  }
  return trouble;
}

function notApproved(): AppError {
  return new AppError({
    code: 'REQUEST_NOT_APPROVED',
    kind: 'policy',
    message: 'Signing begins only when everybody the rule names has approved.',
    safe: 'Nothing was signed.',
  });
}

function chainNotServed(): AppError {
  return new AppError({
    code: 'CHAIN_NOT_SERVED',
    kind: 'input',
    message: 'This console has no endpoint for the chain of this request.',
    safe: 'Nothing was signed; approvals stay.',
    next: 'Let a console that serves the chain propose the session.',
  });
}

function signersOffline(needed: number, online: number): AppError {
  return new AppError({
    code: 'SIGNERS_OFFLINE',
    kind: 'peer',
    message: `${needed} co-signers must be online to sign, ${online} are.`,
    safe: 'Nothing was signed; approvals stay.',
    next: 'Start the missing co-signer and try again.',
    details: { needed, online },
  });
}

function earlierLive(): AppError {
  return new AppError({
    code: 'EARLIER_ATTEMPT_LIVE',
    kind: 'policy',
    message: 'An earlier attempt of this request was agreed to, and its bytes could still reach the chain.',
    safe: 'No second signature is made while the first could still pay.',
    next: 'Try again in about two minutes, when the earlier bytes have expired.',
  });
}
