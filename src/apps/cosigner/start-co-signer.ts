/** Composition root of one co-signer: its stores, its replica, its runs and its own view of the chain. */
import { join } from 'node:path';
import { bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import { createEvmClient } from '../../adapters/chains/evm/client.ts';
import { createSolanaClient } from '../../adapters/chains/solana/client.ts';
import { createEd25519Verifier } from '../../adapters/identity/verify-ed25519.ts';
import { eraseShare } from '../../adapters/keystore/file/share-file.ts';
import type { RelayPort } from '../../adapters/relay/embedded/port.ts';
import { createActivationStore } from '../../adapters/storage/activation-store.ts';
import { openDatabase } from '../../adapters/storage/database.ts';
import {
  createErrorRoundStore,
  errorRoundMigrations,
  type ErrorRoundStore,
} from '../../adapters/storage/error-round-store.ts';
import { createEpochStore, epochMigrations } from '../../adapters/storage/epoch-store.ts';
import { createLogStore, logMigrations } from '../../adapters/storage/log-store.ts';
import { createSessionStore, forgetUnreleased, sessionMigrations } from '../../adapters/storage/session-store.ts';
import { modPowReport } from '../../engine/crypto/modpow.ts';
import type { ProcessHome } from '../processes/home.ts';
import { systemClock } from '../processes/system-clock.ts';
import { openWorkspaceLink, type WorkspaceLink } from '../replica/workspace-link.ts';
import type { AllChainFacts, ChainFactsParts } from './chain-facts.ts';
import type { CoSignerContext, CoSignerIdentity } from './context.ts';
import { CoSigner, devicesOf } from './cosigner.ts';
import { EpochChange } from './epoch-change.ts';
import { createEvmFacts } from './evm-facts.ts';
import { reopenShare } from './key-jobs.ts';
import { oneTimeMigrations, openOneTimeStock } from './one-time-stock.ts';
import { PrimePool, searchInWorker, type PrimePoolOptions } from './prime-pool.ts';
import { PublicKeys } from './public-keys.ts';
import { RunHost, type RunHostOptions } from './run-host.ts';
import { partiesOf } from './run-task.ts';
import { decodePublic, publicHash } from './runs/share-on-disk.ts';
import { createSolanaFacts } from './solana-facts.ts';

export interface StartCoSignerOptions {
  /** A home that has joined a workspace. */
  readonly home: ProcessHome;
  /** Its end of the relay. */
  readonly port: RelayPort;
  /** Its own Solana endpoint. */
  readonly rpcUrl: string;
  /** Its own endpoint of an EVM network; without one it refuses every EVM session. */
  readonly evmRpcUrl?: string;
  readonly startRun: RunHostOptions['startRun'];
  readonly makeReady?: () => void;
  /** Sets of primes that are kept ready from the start; others are made when a ceremony is announced. */
  readonly primeTargets?: PrimePoolOptions['targets'];
  readonly report: (part: string, error: unknown) => void;
}

/** A co-signer at work. */
export interface RunningCoSigner {
  /** Resolves when it knows the workspace's people and machines. */
  readonly following: Promise<void>;
  /** Resolves when it acts on the log. Rejects when it cannot take up what was open: its process must end then. */
  readonly live: Promise<void>;
  /** Cancels what runs and closes the stores. The process ends afterwards. */
  stop(): void;
}

/** Everything that a co-signer keeps in its database. */
export const coSignerMigrations = [
  ...logMigrations,
  ...sessionMigrations,
  ...epochMigrations,
  ...oneTimeMigrations,
  ...errorRoundMigrations,
];

/** Opens the stores and follows the log. @throws AppError of the storage, `WORKSPACE_NOT_JOINED`. */
export async function startCoSigner(options: StartCoSignerOptions): Promise<RunningCoSigner> {
  const { home, port, startRun, makeReady = () => undefined, report, primeTargets = {}, ...endpoints } = options;
  const databasePath = join(home.directory, 'cosigner.db');
  const database = openDatabase(databasePath, coSignerMigrations);
  const { directory, store: secrets } = home;
  const onDoubt = (): void => forgetUnreleased(database);
  const stock = await openOneTimeStock({ database, databasePath, directory, secrets, clock: systemClock, onDoubt });
  if (stock.verdict === 'doubt')
    report(
      'stock',
      new Error('Presignatures and primes of an earlier time were thrown away; what was agreed counts as signed.'),
    );
  const verify = createEd25519Verifier();
  const link = openWorkspaceLink({ home, port, store: createLogStore(database), verify, clock: systemClock, report });
  const arithmetic = modPowReport();
  if (arithmetic.reason !== undefined) report('arithmetic', slowArithmetic(arithmetic.reason));
  const sessions = createSessionStore(database);
  const identity = identityOf(home);
  const [epochs, activation] = [createEpochStore(database), createActivationStore(database)];
  const errorRounds = createErrorRoundStore(database);
  const runs = runHostOf(link, { startRun, makeReady }, errorRounds);
  const coSigner: CoSigner = new CoSigner(
    {
      home: identity,
      replica: link.replica,
      sessions,
      epochs,
      activation,
      change: epochChangeOf({ home: identity, replica: link.replica, epochs, activation, runs, stock, verify, report }),
      stock,
      errorRounds,
      primes: new PrimePool({
        ...{ stock, report, targets: primeTargets, startSearch: searchInWorker },
        onFound: () => coSigner.sendStock(),
      }),
      publicKeys: new PublicKeys(),
      isOnline: (pid) => link.relay.presence().includes(pid),
      sendDirect: link.sendDirect,
      runs,
      arithmetic,
      chains: chainsOf(endpoints, { sessions, now: () => systemClock.now() }),
      clock: systemClock,
      verify,
      report,
    },
    { sendDirect: (pid, message) => link.sendDirect(pid, message), caughtUp: link.relay.caughtUp },
  );
  link.relay.onDirect((from, payload) => coSigner.receive(from, payload));
  link.relay.onPresence(() => coSigner.onPresence());
  return {
    live: coSigner.start(),
    following: coSigner.following,
    stop: () => {
      coSigner.stop();
      stock.close();
      database.close();
    },
  };
}

function chainsOf(
  { rpcUrl, evmRpcUrl }: Pick<StartCoSignerOptions, 'rpcUrl' | 'evmRpcUrl'>,
  parts: ChainFactsParts,
): AllChainFacts {
  return {
    solana: createSolanaFacts(createSolanaClient({ url: rpcUrl }), parts),
    evm: createEvmFacts(evmRpcUrl === undefined ? null : createEvmClient({ url: evmRpcUrl }), parts),
  };
}

/** primitives.md 3.3: the fall-back is automatic, and never silent. Officers are told with the stock. */
function slowArithmetic(reason: string): AppError {
  return new AppError({
    code: 'ARITHMETIC_SLOW',
    kind: 'bug',
    message: `OpenSSL failed the self-test of arithmetic (${reason}). ECDSA works about eight times slower, and not in constant time.`,
    next: 'Run this co-signer on the runtime that it is shipped with.',
  });
}

type ChangeParts = Pick<
  CoSignerContext,
  'home' | 'replica' | 'epochs' | 'activation' | 'runs' | 'stock' | 'verify' | 'report'
>;

function epochChangeOf(parts: ChangeParts): EpochChange {
  const { home, replica, epochs, activation, stock, verify, report } = parts;
  return new EpochChange({
    self: home.pid,
    signer: home.signer,
    verify,
    store: activation,
    files: {
      test: (vaultId, epoch) => reopenShare(parts, vaultId, epoch),
      erase: (vaultId, epoch) => eraseShare(home.sharePath(vaultId, epoch)),
    },
    clock: systemClock,
    publicOf: (vaultId, epoch) => {
      const publicData = epochs.get({ vaultId, epoch })?.publicData ?? new Uint8Array();
      const scheme = replica.state?.vaults.get(vaultId)?.scheme ?? 'ed25519';
      return { hash: publicHash(publicData), groupKey: decodePublic(scheme, publicData).groupKey };
    },
    append: (body) => replica.append(body),
    report,
    deletePresignaturesBelow: (vaultId, epoch) =>
      stock.remove((one) => one.vaultId === vaultId && one.epoch < epoch, 'epoch'),
  });
}

/** Runs whose progress every officer's device is told. */
function runHostOf(
  { replica, sendDirect }: WorkspaceLink,
  threads: Pick<RunHostOptions, 'startRun' | 'makeReady'>,
  errorRounds: ErrorRoundStore,
): RunHost {
  return new RunHost({
    ...threads,
    sendDirect,
    onErrorRound: (job) => {
      const { runId, vaultId, epoch } = job;
      const signers = partiesOf(job).map(({ pid }) => bytesToHex(pid));
      errorRounds.record({ runId, vaultId, epoch, signers, at: systemClock.now() });
    },
    onProgress: (runId, { party, round, state }) => {
      const events = [{ party, round, state, at: systemClock.now() }];
      const workspace = replica.state;
      for (const pid of workspace === null ? [] : devicesOf(workspace))
        sendDirect(pid, { type: 'progress', runId, events });
    },
  });
}

function identityOf(home: ProcessHome): CoSignerIdentity {
  const { identity, directory } = home;
  return {
    pid: bytesToHex(identity.pid),
    signer: identity.signer,
    identitySecret: () => home.identitySeeds(),
    passphrase: () => home.passphrase(),
    sealCost: home.cost,
    sharePath: (vaultId, epoch) => join(directory, `${vaultId}.${epoch}.share`),
  };
}
