/** One officer's console: log replica, chain, token and coordinator, and the moment they add up to. The screens read it; it decides nothing. */
import { bytesToHex } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { join } from 'node:path';
import { createEvmClient } from '../../adapters/chains/evm/client.ts';
import { createSolanaClient, type SolanaClient } from '../../adapters/chains/solana/client.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { createEd25519Verifier } from '../../adapters/identity/verify-ed25519.ts';
import type { RelayPort } from '../../adapters/relay/embedded/port.ts';
import { openDatabase, type Database } from '../../adapters/storage/database.ts';
import { createLogStore, logMigrations, type LogStore } from '../../adapters/storage/log-store.ts';
import type { ConsoleEvent } from '../../contract/contract.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';
import type { Token } from '../../treasury/ports/token.ts';
import { stageRunId } from '../direct/run-ids.ts';
import { decodeDirect } from '../direct/direct-message.ts';
import type { ProcessHome } from '../processes/home.ts';
import type { LogReplica } from '../replica/log-replica.ts';
import { openWorkspaceLink, type WorkspaceLink } from '../replica/workspace-link.ts';
import { BalanceReader } from './balance-reader.ts';
import type { Chain, EcdsaProfile } from '../../treasury/chains/chain.ts';
import type { ChainAccess, ChainAccesses } from './chains/chain-access.ts';
import { createEvmAccess } from './chains/evm-access.ts';
import { createSolanaAccess } from './chains/solana-access.ts';
import { CheckpointCollector } from './checkpoint-collector.ts';
import { PresignatureOrders } from './presignature-orders.ts';
import { RunProgressBoard } from './run-progress.ts';
import { SessionCoordinator } from './session-coordinator.ts';
import { StockBoard } from './stock-board.ts';
import { requestIdOf } from './views/log-entry-view.ts';
import type { ViewContext } from './views/context.ts';

export interface OfficerConsoleOptions {
  readonly home: ProcessHome;
  readonly memberId: string;
  readonly token: Token;
  readonly port: RelayPort;
  /** Its own Solana endpoint. */
  readonly rpcUrl: string;
  /** Its own endpoint of an EVM network; without one it serves no EVM account. */
  readonly evmRpcUrl?: string | undefined;
  readonly clock: Clock;
  /** True for the console that hosts the workspace's processes. */
  readonly isHost: boolean;
  readonly emit: (event: ConsoleEvent) => void;
  readonly report: (part: string, error: unknown) => void;
}

/** How often presence, ages and balances are looked at again without any event. */
const HEARTBEAT_MS = 5_000;

export class OfficerConsole {
  readonly memberId: string;
  readonly token: Token;
  /** The Solana endpoint itself. */
  readonly client: SolanaClient;
  readonly chains: ChainAccesses;
  readonly replica: LogReplica;
  readonly balances: BalanceReader;
  readonly checkpoints: CheckpointCollector;
  readonly progress: RunProgressBoard;
  readonly coordinator: SessionCoordinator;
  readonly stock: StockBoard;
  readonly presignatures: PresignatureOrders;
  readonly clock: Clock;
  readonly verify = createEd25519Verifier();
  readonly store: LogStore;
  readonly #link: WorkspaceLink;
  readonly #database: Database;
  readonly #options: OfficerConsoleOptions;
  #heartbeat: NodeJS.Timeout | null = null;
  #arrived: ReadonlySet<string> = new Set();
  #announced: readonly EcdsaProfile[] = [];
  #isClosed = false;
  /** Whether this console looks after the presignatures. */
  #isKeeping = false;

  /** @throws AppError of the storage and of the home. */
  constructor(options: OfficerConsoleOptions) {
    const { home, clock, report } = options;
    this.#options = options;
    this.memberId = options.memberId;
    this.token = options.token;
    this.clock = clock;
    this.client = createSolanaClient({ url: options.rpcUrl });
    const evm = options.evmRpcUrl === undefined ? null : createEvmAccess(createEvmClient({ url: options.evmRpcUrl }));
    this.chains = { solana: createSolanaAccess(this.client), evm };
    this.#database = openDatabase(join(home.directory, 'console.db'), logMigrations);
    this.store = createLogStore(this.#database);
    const { store } = this;
    this.#link = openWorkspaceLink({ home, port: options.port, store, verify: this.verify, clock, report });
    this.replica = this.#link.replica;
    this.balances = new BalanceReader(this.chains, clock);
    this.progress = new RunProgressBoard(clock);
    this.stock = new StockBoard(clock);
    this.presignatures = new PresignatureOrders({
      replica: this.replica,
      clock,
      online: () => this.online(),
      stocks: () => this.stock.reports,
      report,
    });
    this.checkpoints = new CheckpointCollector({ replica: this.replica, store, clock, verify: this.verify });
    this.coordinator = new SessionCoordinator({
      replica: this.replica,
      chains: this.chains,
      presignature: (vault, signers, path) => this.presignatures.ready(vault, signers, path),
      random: secureRandom,
      self: bytesToHex(home.identity.pid),
      online: () => this.online(),
      isHost: options.isHost,
      onProgress: (requestId) => options.emit({ name: 'session.progressed', payload: { requestId } }),
      report,
    });
  }

  /** Replays the log, follows it, and takes up what was left open. */
  start(): void {
    const { emit } = this.#options;
    this.replica.onAdmitted((entry, state) => {
      emit({ name: 'workspace.changed', payload: { logSize: state.size } });
      const requestId = requestIdOf(state, entry.entry.body);
      if (requestId !== null) emit({ name: 'session.progressed', payload: { requestId } });
    });
    this.#link.relay.onDirect((from, payload) => this.#receive(from, payload));
    this.#link.relay.onPresence(() => {
      this.#askArrivals();
      emit({ name: 'app.changed', payload: {} });
    });
    this.replica.start();
    this.checkpoints.load();
    this.#askArrivals();
    // Not by what this console had read when it ended: others may have settled, or signed, since.
    void this.caughtUp.then(() => this.#isClosed || this.coordinator.resume());
    if (this.#options.isHost) this.#keepPresignatures();
    this.#heartbeat = setInterval(() => {
      emit({ name: 'app.changed', payload: {} });
      this.coordinator.lookAgain();
      if (this.#isKeeping) this.presignatures.topUp();
    }, HEARTBEAT_MS);
  }

  /** The hosting console keeps a few presignatures ready, from the moment it knows the log as it is now. */
  #keepPresignatures(): void {
    void this.caughtUp.then(() => {
      this.#isKeeping = true;
      this.replica.onAdmitted(() => this.presignatures.topUp());
      this.stock.onChange(() => this.presignatures.topUp());
    });
  }

  /** Resolves once this console has read everything that the relay holds: before that, its state is an old one. */
  get caughtUp(): Promise<void> {
    return this.#link.relay.caughtUp;
  }

  /** Publishes the entry that creates the workspace. It is signed already: its hash is the workspace's id. */
  publish(candidate: Uint8Array): Promise<number> {
    return this.#link.relay.publish(candidate);
  }

  close(): void {
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.coordinator.stop();
    this.#isClosed = true;
    this.#database.close();
  }

  /** Pids attached to the relay, this console's own among them. */
  online(): ReadonlySet<string> {
    return new Set([...this.#link.relay.presence(), bytesToHex(this.#options.home.identity.pid)]);
  }

  /** The chain by its name. @throws AppError `CHAIN_NOT_SERVED` without an endpoint. */
  chainOf(chain: Chain): ChainAccess {
    const access = this.chains[chain];
    if (access === null) throw notServed();
    return access;
  }

  /** @throws AppError `WORKSPACE_NOT_READY` before the first entry has been read. */
  state(): WorkspaceState {
    const { state } = this.replica;
    if (state === null) throw notReady();
    return state;
  }

  /** Everything a view is made from, at this moment. */
  context(): ViewContext {
    const { replica } = this;
    const state = this.state();
    return {
      state,
      me: this.memberId,
      isHost: this.#options.isHost,
      now: this.clock.now(),
      online: this.online(),
      reports: this.checkpoints.reports,
      checkpoints: this.checkpoints.records,
      runs: this.progress.runs,
      stocks: this.stock.reports,
      unsettled: this.coordinator.troubles,
      rootHash: bytesToHex(replica.tree.root()),
      syncedAt: replica.syncedAt,
      entriesOf: (requestId) => replica.entries.filter(({ entry }) => requestIdOf(state, entry.body) === requestId),
    };
  }

  /**
   * Before this officer's console acts on the log.
   * @throws AppError `LOG_FORKED` when a co-signer has signed another history than this console's.
   */
  assertOneHistory(): void {
    if (this.checkpoints.fork !== null) throw this.checkpoints.fork;
  }

  /** Asks every party of a run to stop before its share is released. */
  cancelRun(runId: string, parties: readonly string[]): void {
    for (const pid of parties) this.#link.sendDirect(pid, { type: 'run.cancel', runId });
  }

  /** Says which ceremonies are being prepared: co-signers that are here, and those that come, make primes for them. */
  announce(profiles: readonly EcdsaProfile[]): void {
    if (profiles.join() === this.#announced.join()) return;
    this.#announced = profiles;
    for (const pid of this.replica.state?.coSigners.keys() ?? []) this.#askStock(pid);
  }

  #askStock(pid: string): void {
    this.#link.sendDirect(pid, { type: 'stock.request', announced: [...this.#announced] });
  }

  /** Asks every co-signer that has come since the last time how its log stands; one that was away may have signed nothing new. */
  #askArrivals(): void {
    const here = new Set(this.#link.relay.presence());
    for (const pid of this.replica.state?.coSigners.keys() ?? [])
      if (here.has(pid) && !this.#arrived.has(pid)) {
        this.#link.sendDirect(pid, { type: 'checkpoint.request' });
        this.#askStock(pid);
      }
    this.#arrived = here;
  }

  #receive(from: string, payload: Uint8Array): void {
    const { emit, report } = this.#options;
    if (this.#isClosed) return;
    try {
      const message = decodeDirect(payload);
      // The last signature over a checkpoint proves the entries under it: screens that show proofs look again.
      if (message.type === 'checkpoint' && this.checkpoints.add(from, message))
        emit({ name: 'workspace.changed', payload: { logSize: this.replica.tree.size } });
      if (message.type === 'stock' && this.replica.state?.coSigners.has(from) === true) {
        this.stock.add(from, message);
        emit({ name: 'key.progressed', payload: {} });
      }
      if (message.type === 'progress' && this.replica.state?.coSigners.has(from) === true) {
        this.progress.add(from, message);
        emit(this.#progressEvent(message.runId));
      }
    } catch (error) {
      report('direct', error);
    }
  }

  #isResharing(runId: string): boolean {
    return [...(this.replica.state?.vaults.values() ?? [])].some(({ sharing }) =>
      sharing.reshares.some((one) => one.runId === runId || stageRunId(one.runId, 1) === runId),
    );
  }

  #progressEvent(runId: string): ConsoleEvent {
    for (const request of this.replica.state?.requests.values() ?? []) {
      if (request.sessions.some((session) => session.entryHash === runId)) {
        return { name: 'session.progressed', payload: { requestId: request.requestId } };
      }
    }
    return { name: this.#isResharing(runId) ? 'key.progressed' : 'ceremony.progressed', payload: {} };
  }
}

function notServed(): AppError {
  return new AppError({
    code: 'CHAIN_NOT_SERVED',
    kind: 'input',
    message: 'This console has no endpoint for the chain of this account.',
    safe: 'Nothing was done.',
  });
}

function notReady(): AppError {
  return new AppError({
    code: 'WORKSPACE_NOT_READY',
    kind: 'input',
    message: 'This console has not read the workspace yet.',
    safe: 'Nothing was done.',
    next: 'Wait a moment.',
  });
}
