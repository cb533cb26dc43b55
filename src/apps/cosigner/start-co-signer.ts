/** Composition root of one co-signer: its stores, its replica, its runs and its own view of the chain. */
import { join } from 'node:path';
import { bytesToHex } from '../../base/bytes.ts';
import { createEvmClient } from '../../adapters/chains/evm/client.ts';
import { createSolanaClient } from '../../adapters/chains/solana/client.ts';
import { createEd25519Verifier } from '../../adapters/identity/verify-ed25519.ts';
import type { RelayPort } from '../../adapters/relay/embedded/port.ts';
import { openDatabase } from '../../adapters/storage/database.ts';
import { createEpochStore, epochMigrations } from '../../adapters/storage/epoch-store.ts';
import { createLogStore, logMigrations } from '../../adapters/storage/log-store.ts';
import { createSessionStore, sessionMigrations } from '../../adapters/storage/session-store.ts';
import type { ProcessHome } from '../processes/home.ts';
import { systemClock } from '../processes/system-clock.ts';
import { openWorkspaceLink, type WorkspaceLink } from '../replica/workspace-link.ts';
import type { AllChainFacts, ChainFactsParts } from './chain-facts.ts';
import type { CoSignerIdentity } from './context.ts';
import { CoSigner, devicesOf } from './cosigner.ts';
import { createEvmFacts } from './evm-facts.ts';
import { RunHost, type RunHostOptions } from './run-host.ts';
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
  readonly report: (part: string, error: unknown) => void;
}

/** A co-signer at work. */
export interface RunningCoSigner {
  /** Resolves when it knows the workspace's people and machines. */
  readonly following: Promise<void>;
  /** Cancels what runs and closes the stores. The process ends afterwards. */
  stop(): void;
}

/** Opens the stores and follows the log. @throws AppError of the storage, `WORKSPACE_NOT_JOINED`. */
export function startCoSigner({ home, port, startRun, report, ...endpoints }: StartCoSignerOptions): RunningCoSigner {
  const database = openDatabase(join(home.directory, 'cosigner.db'), [
    ...logMigrations,
    ...sessionMigrations,
    ...epochMigrations,
  ]);
  const verify = createEd25519Verifier();
  const link = openWorkspaceLink({ home, port, store: createLogStore(database), verify, clock: systemClock, report });
  const sessions = createSessionStore(database);
  const coSigner = new CoSigner(
    {
      home: identityOf(home),
      replica: link.replica,
      sessions,
      epochs: createEpochStore(database),
      runs: runHostOf(link, startRun),
      chains: chainsOf(endpoints, { sessions, now: () => systemClock.now() }),
      clock: systemClock,
      verify,
      report,
    },
    { sendDirect: (pid, message) => link.sendDirect(pid, message), caughtUp: link.relay.caughtUp },
  );
  link.relay.onDirect((from, payload) => coSigner.receive(from, payload));
  coSigner.start();
  return {
    following: coSigner.following,
    stop: () => {
      coSigner.stop();
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

/** Runs whose progress every officer's device is told. */
function runHostOf({ replica, sendDirect }: WorkspaceLink, startRun: RunHostOptions['startRun']): RunHost {
  return new RunHost({
    startRun,
    sendDirect,
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
