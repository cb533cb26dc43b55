/**
 * Sign last: when a request's quorum is complete, the coordinator builds the transaction as the chain is then and proposes a session;
 * when the signature is in the log, it has the transaction settled (`transfer-settling.ts`). It decides nothing: every co-signer judges.
 */
import { bytesToHex } from '../../base/bytes.ts';
import { AppError, codeOf } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import type { PresignatureName } from '../../treasury/workspace/epoch-entry.ts';
import { MAX_ATTEMPTS } from '../../treasury/workspace/admit-session.ts';
import type { RequestState, VaultState, WorkspaceState } from '../../treasury/workspace/state.ts';
import type { LogReplica, ReplicaEntry } from '../replica/log-replica.ts';
import { accountBusy, turnHolder, wasKeptWaiting } from './account-turn.ts';
import type { ChainAccess, ChainAccesses } from './chains/chain-access.ts';
import { availableSigners, troubleOf } from './signing-set.ts';
import { TransferSettling } from './transfer-settling.ts';

export interface CoordinatorOptions {
  readonly replica: Pick<LogReplica, 'state' | 'append' | 'onAdmitted'>;
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

/** What keeps a request waiting that waited for its account already. Anything else is for an officer to look at. */
const PASSING: readonly string[] = ['ACCOUNT_BUSY', 'CHAIN_UNREACHABLE', 'SIGNERS_OFFLINE'];

export class SessionCoordinator {
  readonly #options: CoordinatorOptions;
  readonly #settling: TransferSettling;
  /** Approved here, and to be proposed as soon as it is the account's turn. */
  readonly #due = new Set<string>();
  /** Of these, those that had to wait for another transaction of the account. */
  readonly #waiting = new Set<string>();
  /** EVM accounts for which this console proposes at this moment. */
  readonly #proposing = new Set<string>();
  readonly #stopped = new AbortController();

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#settling = new TransferSettling(options);
    options.replica.onAdmitted((entry, state) => this.#follow(entry, state));
  }

  /** By request id: code of what keeps this console from finding out how a transaction ended. */
  get troubles(): ReadonlyMap<string, string> {
    return this.#settling.troubles;
  }

  /**
   * Takes up what was signed or broadcast before this console started, and what waited for its account then. Call it when this console
   * has caught up with the log.
   */
  resume(): void {
    const { state } = this.#options.replica;
    this.#settling.resume();
    for (const request of state?.requests.values() ?? []) {
      if (state === null || !this.#wasCompletedHere(state, request) || !wasKeptWaiting(state, request)) continue;
      this.#due.add(request.requestId);
      this.#waiting.add(request.requestId);
    }
  }

  /** Looks again at what waits for its account. Call it from time to time: not all that it waits for is in the log. */
  lookAgain(): void {
    const { state } = this.#options.replica;
    if (state !== null && !this.#stopped.signal.aborted) this.#proposeDue(state);
  }

  stop(): void {
    this.#stopped.abort();
    this.#settling.stop();
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
    if (turnHolder(state, request) !== undefined || this.#proposing.has(accountId)) throw this.#keepWaiting(requestId);
    this.#proposing.add(accountId);
    try {
      return await this.#proposeNow(state, request, vault);
    } catch (error) {
      // The endpoint knows of a transaction that this log does not.
      throw codeOf(error) === 'ACCOUNT_BUSY' ? this.#keepWaiting(requestId) : error;
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
      if (request !== undefined) this.#settling.follow(request);
    }
    this.#proposeDue(state);
  }

  /** The officer is told that it goes on by itself, so it does. */
  #keepWaiting(requestId: string): AppError {
    this.#due.add(requestId);
    this.#waiting.add(requestId);
    return accountBusy();
  }

  #wasCompletedHere(state: WorkspaceState, { approvals }: RequestState): boolean {
    return state.members.get(approvals.at(-1)?.memberId ?? '')?.device.pid === this.#options.self;
  }

  /** Proposes what waited for its account, one request of an account at a time. */
  #proposeDue(state: WorkspaceState): void {
    // Of a copy: one that has to wait comes back into the set at once.
    for (const requestId of [...this.#due]) {
      const request = state.requests.get(requestId);
      if (request?.status === 'approved' && turnHolder(state, request) !== undefined) {
        this.#waiting.add(requestId);
        continue;
      }
      this.#due.delete(requestId);
      if (request?.status !== 'approved') this.#waiting.delete(requestId);
      else this.#background(() => this.#proposeOrWait(requestId));
    }
  }

  async #proposeOrWait(requestId: string): Promise<void> {
    try {
      await this.propose(requestId);
      this.#waiting.delete(requestId);
    } catch (error) {
      // One whose turn it is not, or that waited already and finds nobody there, is looked at again.
      if (!this.#waiting.has(requestId) || !PASSING.includes(codeOf(error) ?? '')) throw error;
      this.#due.add(requestId);
    }
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
