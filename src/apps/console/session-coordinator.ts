/**
 * Sign last: when a request's quorum is complete, the coordinator builds the transaction as the chain is then and proposes a session;
 * when the signature is in the log, it assembles, broadcasts and watches. It decides nothing: every co-signer judges.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import type { PresignatureName } from '../../treasury/workspace/epoch-entry.ts';
import { MAX_ATTEMPTS } from '../../treasury/workspace/admit-session.ts';
import type { RequestState, SessionState, VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import type { LogReplica, ReplicaEntry } from '../replica/log-replica.ts';
import type { ChainAccess, ChainAccesses, SignedTransfer } from './chains/chain-access.ts';
import { availableSigners, troubleOf } from './signing-set.ts';

export interface CoordinatorOptions {
  readonly replica: LogReplica;
  readonly chains: ChainAccesses;
  readonly random: Random;
  /** Pid of this console's device. */
  readonly self: string;
  /** Pids attached to the relay now. */
  readonly online: () => ReadonlySet<string>;
  /** A presignature that all of these signers have ready; `undefined` leads to a full signing. */
  readonly presignature: (
    vault: VaultState,
    signers: readonly string[],
    path: readonly number[],
  ) => PresignatureName | undefined;
  /** The console that hosts the workspace also finishes what another console left behind. */
  readonly isHost: boolean;
  readonly onProgress: (requestId: string) => void;
  readonly report: (part: string, error: unknown) => void;
}

const POLL_MS = 400;
/** What the endpoint does not know after so many looks is sent to it again. */
const RESEND_AFTER = 25;

export class SessionCoordinator {
  readonly #options: CoordinatorOptions;
  readonly #settling = new Set<string>();
  /** Approved here, and waiting for another transaction of the same account. */
  readonly #due = new Set<string>();
  /** EVM accounts for which this console proposes at this moment. */
  readonly #proposing = new Set<string>();
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
   * @throws AppError `REQUEST_NOT_APPROVED`, `ACCOUNT_BUSY`, `SIGNERS_OFFLINE`, `EARLIER_ATTEMPT_LIVE`, chain errors, or the log's refusal.
   */
  async propose(requestId: string): Promise<{ index: number }> {
    const { state } = this.#options.replica;
    const request = state?.requests.get(requestId);
    if (state === null || request?.status !== 'approved') throw notApproved();
    const vault = state.vaults.get(request.intent.vaultId);
    if (vault === undefined) throw notApproved();
    const { accountId, chain } = request.intent;
    if (chain !== 'evm') return this.#proposeNow(state, request, vault);
    if (isTaken(state, request) || this.#proposing.has(accountId)) throw accountBusy();
    this.#proposing.add(accountId);
    try {
      return await this.#proposeNow(state, request, vault);
    } finally {
      this.#proposing.delete(accountId);
    }
  }

  async #proposeNow(state: WorkspaceState, request: RequestState, vault: VaultState): Promise<{ index: number }> {
    const { replica, random, presignature } = this.#options;
    const { requestId } = request;
    const agreed = request.sessions.filter(({ proposal, verdicts }) =>
      proposal.signers.every((pid) => verdicts.get(pid)?.answer === 'contribute'),
    );
    const { unsigned, lifetime } = await this.#chainOf(request).build(request.intent, agreed);
    const signers = this.#chooseSigners(state, vault, request);
    const path = state.accounts.get(request.intent.accountId)?.path ?? [];
    const ready = presignature(vault, signers, path);
    return replica.append({
      type: 'session.proposed',
      sessionId: bytesToHex(random(16)),
      requestId,
      attempt: Math.min(request.sessions.length + 1, MAX_ATTEMPTS),
      intentHash: request.intentHash,
      policyHash: state.policyHash,
      vaultId: vault.vaultId,
      epoch: vault.epoch,
      signers,
      unsignedTransaction: bytesToHex(unsigned),
      lifetime,
      ...(ready === undefined ? {} : { presignature: ready }),
    });
  }

  #chainOf({ intent }: RequestState): ChainAccess {
    const chain = this.#options.chains[intent.chain];
    if (chain === null) throw chainNotServed();
    return chain;
  }

  /**
   * Online holders in the order in which the workspace lists its co-signers; those who stood in the way of earlier attempts come later
   * (`troubleOf`), so that one bad co-signer cannot lock a request. The set is sorted by pid.
   */
  #chooseSigners(state: WorkspaceState, vault: VaultState, request: RequestState): string[] {
    const available = availableSigners(state, vault, this.#options.online(), troubleOf(request));
    if (available.length < vault.minSigners) throw signersOffline(vault.minSigners, available.length);
    return available.slice(0, vault.minSigners).toSorted();
  }

  #follow({ entry }: ReplicaEntry, state: WorkspaceState): void {
    if (this.#stopped.signal.aborted) return;
    const { body } = entry;
    if (body.type === 'request.approved' && entry.author === this.#options.self) {
      if (state.requests.get(body.requestId)?.status === 'approved') this.#due.add(body.requestId);
    }
    if (body.type === 'session.signed') {
      const request = requestOf(state, body.sessionId);
      if (request !== undefined) this.#settleIfOurs(request);
    }
    this.#proposeDue(state);
  }

  /** Proposes what waited for its account, one request of an account at a time. */
  #proposeDue(state: WorkspaceState): void {
    for (const requestId of this.#due) {
      const request = state.requests.get(requestId);
      if (request?.status === 'approved' && isTaken(state, request)) continue;
      this.#due.delete(requestId);
      if (request?.status !== 'approved') continue;
      this.#background(async () => {
        await this.propose(requestId).catch((error: unknown) => {
          // Somebody else's session was faster: this one waits for it.
          if (!(error instanceof AppError && error.code === 'ACCOUNT_BUSY')) throw error;
          this.#due.add(requestId);
        });
      });
    }
  }

  #settleIfOurs(request: RequestState): void {
    const session = request.sessions.at(-1);
    const isOpen = request.status === 'signed' || request.status === 'broadcast';
    if (session?.outcome.type !== 'signed' || this.#options.chains[request.intent.chain] === null) return;
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
    const chain = this.#chainOf(request);
    const { requestId, intent } = request;
    const { sessionId, unsignedTransaction, lifetime } = session.proposal;
    const unsigned = bytesFromHex(unsignedTransaction);
    const signed = await chain.assemble({ unsigned, lifetime, from: intent.from }, signature);
    const { transactionId } = signed;
    if (request.status === 'signed')
      await this.#appendOnce({ type: 'request.broadcast', requestId, sessionId, transactionId });
    for (let look = 0; !this.#stopped.signal.aborted; look += 1) {
      try {
        const standing = await this.#lookAndSend(chain, signed, look % RESEND_AFTER === 0);
        if (standing !== null) {
          await this.#appendOnce({ type: 'request.settled', requestId, sessionId, ...standing });
          return;
        }
      } catch (error) {
        // A chain that does not answer, or refuses for now: the transaction stays valid as long as its bytes do.
        this.#options.report('broadcast', error);
      }
      this.#options.onProgress(requestId);
      await wait(POLL_MS, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    }
  }

  /** How it ended; `null` while it has not. */
  async #lookAndSend(chain: ChainAccess, signed: SignedTransfer, mayDo: boolean): Promise<Settled | null> {
    const standing = await chain.standing(signed);
    if (standing.type === 'unseen' && mayDo) await chain.send(signed);
    if ('position' in standing) return { outcome: standing.type, slot: standing.position };
    return standing.type === 'expired' ? { outcome: 'expired', slot: 0n } : null;
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

interface Settled {
  readonly outcome: 'confirmed' | 'failed' | 'expired';
  readonly slot: bigint;
}

/** On EVM a nonce is used once: a second transaction of the account would have the same one while the first is not in a block. */
function isTaken(state: WorkspaceState, { requestId, intent }: RequestState): boolean {
  if (intent.chain !== 'evm') return false;
  return [...state.requests.values()].some(
    (other) =>
      other.requestId !== requestId &&
      other.intent.accountId === intent.accountId &&
      (other.status === 'signing' || other.status === 'signed' || other.status === 'broadcast'),
  );
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

function accountBusy(): AppError {
  return new AppError({
    code: 'ACCOUNT_BUSY',
    kind: 'policy',
    message:
      'Another transaction of this account is being signed or sent, and the network takes them one after the other.',
    safe: 'Nothing was signed; approvals stay.',
    next: 'It is signed when the other one is final.',
  });
}
