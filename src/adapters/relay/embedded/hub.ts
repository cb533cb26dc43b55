/**
 * The embedded relay: it keeps a durable, ordered stream of opaque candidates, passes opaque direct messages on, and tells
 * who is present. It holds no key and reads no content; what it claims, every client checks.
 */
import type { Clock } from '../../../base/clock.ts';
import type { AppError } from '../../../base/errors.ts';
import type { FrameRate } from './frame-rate.ts';
import { clientFrame, fromBase64, MAX_ENTRIES, MAX_ENTRIES_BYTES, toBase64, type ClientFrame } from './frames.ts';
import {
  createHubClients,
  createRefusals,
  hubClient,
  type HubClient,
  type HubClients,
  type Refusals,
} from './hub-clients.ts';
import type { RelayPort } from './port.ts';

/** The durable stream behind the hub; sequences are 1, 2, 3 ... */
export interface RelayStream {
  append(bytes: Uint8Array): number;
  read(fromSequence: number, limit: number, maxBytes: number): readonly { sequence: number; bytes: Uint8Array }[];
  last(): number;
}

export interface RelayHubOptions {
  readonly streamStore: RelayStream;
  readonly clock: Clock;
  /** Told about refused frames and failures of the stream, for the host's diagnostics. */
  readonly onFault?: (error: AppError) => void;
  /** Per client, for everything but reading. */
  readonly rate?: FrameRate;
  /** Per client, for reading the stream. */
  readonly readRate?: FrameRate;
}

export interface RelayHub {
  /** Serves a client on this port until it closes; if `pid` is given, the client may attach as that pid only. */
  attach(port: RelayPort, options?: { readonly pid?: string }): void;
  /** The pids that are attached now. */
  present(): readonly string[];
  /** How many frames were refused so far, by code. */
  refusals(): ReadonlyMap<string, number>;
}

const DEFAULT_RATE: FrameRate = { burst: 1024, perSecond: 512 };
const DEFAULT_READ_RATE: FrameRate = { burst: 4096, perSecond: 2048 };

export function createRelayHub(options: RelayHubOptions): RelayHub {
  const { streamStore, clock, rate = DEFAULT_RATE, readRate = DEFAULT_READ_RATE, onFault = () => undefined } = options;
  const clients = createHubClients();
  const refusals = createRefusals(onFault);
  const serve = createService(streamStore, clients, refusals);

  function receive(client: HubClient, message: unknown): void {
    const parsed = clientFrame.safeParse(message);
    const isRead = parsed.success && parsed.data.kind === 'read';
    const id = parsed.success && parsed.data.kind !== 'attach' ? parsed.data.id : null;
    const isWithinRate = isRead ? client.isWithinReadRate() : client.isWithinRate();
    if (!isWithinRate) return refusals.refuse(client, 'RELAY_RATE_LIMITED', id);
    if (!parsed.success) return refusals.refuse(client, 'RELAY_FRAME_INVALID', null, parsed.error);
    try {
      serve(client, parsed.data);
    } catch (error) {
      refusals.refuse(client, 'RELAY_STREAM_FAILED', id, error);
    }
  }

  return {
    attach: (port, { pid } = {}) => {
      const client = hubClient(port, pid, { clock, rate, readRate });
      clients.add(client);
      port.onMessage((message) => {
        if (clients.has(client)) receive(client, message);
      });
      port.onClose(() => clients.remove(client));
    },
    present: () =>
      clients
        .attached()
        .flatMap(({ attached }) => attached?.pid ?? [])
        .toSorted(),
    refusals: () => refusals.counts(),
  };
}

/** What the hub does for one valid frame. */
function createService(
  stream: RelayStream,
  clients: HubClients,
  { refuse }: Refusals,
): (client: HubClient, frame: ClientFrame) => void {
  function publish(client: HubClient, id: number, body: string): void {
    const sequence = stream.append(fromBase64(body));
    client.send({ kind: 'published', id, sequence });
    for (const reader of clients.attached()) reader.send({ kind: 'head', head: sequence });
  }

  function read(client: HubClient, id: number, from: number): void {
    const items = stream.read(from, MAX_ENTRIES, MAX_ENTRIES_BYTES);
    const entries = items.map(({ sequence, bytes }) => ({ sequence, body: toBase64(bytes) }));
    client.send({ kind: 'entries', id, entries, head: stream.last() });
  }

  function pass(client: HubClient, from: string, { id, to, body }: Extract<ClientFrame, { kind: 'direct' }>): void {
    const recipient = clients.of(to);
    if (recipient === undefined) return refuse(client, 'RELAY_PEER_OFFLINE', id);
    recipient.send({ kind: 'direct', from, body });
    client.send({ kind: 'accepted', id });
  }

  function attach(client: HubClient, pid: string, hello: string): void {
    // Neither the pid that the host knows nor the one it attached under can be exchanged for another.
    const ownPid = client.pinnedPid ?? client.attached?.pid ?? pid;
    if (ownPid !== pid) return refuse(client, 'RELAY_FRAME_INVALID', null);
    clients.attach(client, pid, hello);
    client.send({ kind: 'head', head: stream.last() });
  }

  return (client, frame) => {
    if (frame.kind === 'attach') return attach(client, frame.pid, frame.hello);
    if (client.attached === undefined) return refuse(client, 'RELAY_NOT_ATTACHED', frame.id);
    switch (frame.kind) {
      case 'publish':
        return publish(client, frame.id, frame.body);
      case 'read':
        return read(client, frame.id, frame.from);
      case 'direct':
        return pass(client, client.attached.pid, frame);
    }
  };
}
