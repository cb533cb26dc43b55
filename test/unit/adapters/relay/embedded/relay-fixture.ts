/** A small workspace on a real hub, with a hostile relay in between when a test wants one. */
import { onTestFinished } from 'vitest';
import { bytesToHex } from '../../../../../src/base/bytes.ts';
import type { AppError } from '../../../../../src/base/errors.ts';
import {
  identityFromSeeds,
  x25519Agreement,
  type DeviceIdentity,
} from '../../../../../src/adapters/identity/device-identity.ts';
import { secureRandom } from '../../../../../src/adapters/identity/secure-random.ts';
import { createEd25519Verifier } from '../../../../../src/adapters/identity/verify-ed25519.ts';
import {
  createRelayClient,
  type PeerKeys,
  type RelayClient,
} from '../../../../../src/adapters/relay/embedded/client.ts';
import { createRelayHub, type RelayHub, type RelayHubOptions } from '../../../../../src/adapters/relay/embedded/hub.ts';
import { portPair, type RelayPort } from '../../../../../src/adapters/relay/embedded/port.ts';
import { createStreamStore, streamMigrations } from '../../../../../src/adapters/storage/stream-store.ts';
import { scratchDatabase } from '../../storage/scratch.ts';

export type Frame = Readonly<Record<string, unknown>> & { readonly kind: string };
/** What becomes of a frame on its way: any number of frames instead of it. */
export type Tamper = (frame: Frame) => readonly Frame[];
const honest: Tamper = (frame) => [frame];

export const WORKSPACE = 'ab'.repeat(32);
export const LOG_KEY = new Uint8Array(32).fill(42);
export const verify = createEd25519Verifier();

/** A device with fixed keys. */
export function device(seed: number): {
  readonly identity: DeviceIdentity;
  readonly pid: string;
  readonly keys: PeerKeys;
} {
  const identity = identityFromSeeds(Uint8Array.from({ length: 64 }, (_, i) => (i < 32 ? seed : 255 - seed)));
  const keys = { identityKey: identity.signer.publicKey, channelKey: identity.channel.publicKey };
  return { identity, pid: bytesToHex(identity.pid), keys };
}

/** A hub over a stream on disk, with a clock that the test moves. */
export function startHub(options: Partial<RelayHubOptions> = {}): {
  hub: RelayHub;
  clock: { time: bigint };
  faults: AppError[];
} {
  const clock = { time: 1_000_000n };
  const faults: AppError[] = [];
  const streamStore = createStreamStore(scratchDatabase(streamMigrations));
  const onFault = (fault: AppError): void => void faults.push(fault);
  return { hub: createRelayHub({ streamStore, clock: { now: () => clock.time }, onFault, ...options }), clock, faults };
}

export interface Connection {
  readonly client: RelayClient;
  readonly pid: string;
  readonly faults: AppError[];
  /** Direct messages that were accepted, as `from: text`. */
  readonly received: string[];
  /** Every frame that passed, both ways, as the relay saw it. */
  readonly transcript: Frame[];
  /** Replaces what the relay does to frames for this client, and to those it sends. */
  toClient: Tamper;
  toHub: Tamper;
  /** Hands a frame to the client as if the hub had sent it. */
  inject(frame: Frame): void;
  close(): void;
}

export interface ConnectOptions {
  readonly enrolled: readonly ReturnType<typeof device>[];
  readonly self: ReturnType<typeof device>;
  readonly logKey?: Uint8Array;
  readonly workspaceId?: string;
}

/** Connects a client to the hub through a relay that the test may turn hostile. */
export function connect(
  hub: RelayHub,
  { enrolled, self, logKey = LOG_KEY, workspaceId = WORKSPACE }: ConnectOptions,
): Connection {
  const near = portPair();
  const far = portPair();
  const directory = new Map(enrolled.map(({ pid, keys }) => [pid, keys]));
  const connection: Omit<Connection, 'client'> = {
    pid: self.pid,
    faults: [],
    received: [],
    transcript: [],
    toClient: honest,
    toHub: honest,
    inject: (frame) => near.b.send(frame),
    close: () => {
      near.close();
      far.close();
    },
  };
  forward(near.b, far.a, connection, 'toHub');
  forward(far.a, near.b, connection, 'toClient');
  hub.attach(far.b);
  const client = createRelayClient({
    port: near.a,
    identity: self.identity,
    workspaceId,
    logKey,
    peer: (pid) => directory.get(pid),
    verify,
    random: secureRandom,
    channelKey: x25519Agreement,
    onFault: (fault) => connection.faults.push(fault),
  });
  client.onDirect((from, payload) => connection.received.push(`${from}: ${new TextDecoder().decode(payload)}`));
  onTestFinished(connection.close);
  return Object.assign(connection, { client });
}

function forward(
  from: RelayPort,
  to: RelayPort,
  connection: Omit<Connection, 'client'>,
  direction: 'toHub' | 'toClient',
): void {
  from.onMessage((message) => {
    const frame = message as Frame;
    connection.transcript.push(frame);
    for (const replacement of connection[direction](frame)) to.send(replacement);
  });
}

/** Resolves when everything that in-process ports had under way has arrived. */
export async function settled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  await promise;
}

export const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const codes = (faults: readonly AppError[]): string[] => faults.map(({ code }) => code);
