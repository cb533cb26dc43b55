/**
 * The embedded relay: it keeps a durable, ordered stream of opaque candidates, passes opaque direct messages on, and tells
 * who is present. It holds no key and reads no content; what it claims, every client checks.
 */
import type { Clock } from '../../../base/clock.ts';
import { AppError } from '../../../base/errors.ts';
import { createRateLimit, type FrameRate } from './frame-rate.ts';
import {
  clientFrame,
  fromBase64,
  MAX_ENTRIES,
  MAX_ENTRIES_BYTES,
  toBase64,
  type ClientFrame,
  type HubFrame,
} from './frames.ts';
import type { RelayPort } from './port.ts';
import { relayError, type REFUSALS } from './relay-errors.ts';

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

type Refusal = (typeof REFUSALS)[number];

interface Client {
  readonly send: (frame: HubFrame) => void;
  readonly pinnedPid: string | undefined;
  readonly isWithinRate: () => boolean;
  readonly isWithinReadRate: () => boolean;
  attached: { readonly pid: string; readonly hello: string } | undefined;
  refused: number;
}

const DEFAULT_RATE: FrameRate = { burst: 1024, perSecond: 512 };
const DEFAULT_READ_RATE: FrameRate = { burst: 4096, perSecond: 2048 };

export function createRelayHub(options: RelayHubOptions): RelayHub {
  const { streamStore, clock, rate = DEFAULT_RATE, readRate = DEFAULT_READ_RATE, onFault = () => undefined } = options;
  const clients = new Set<Client>();
  const refusals = new Map<string, number>();

  const clientOf = (pid: string): Client | undefined => [...clients].find((client) => client.attached?.pid === pid);
  const others = (client: Client): Client[] => [...clients].filter((other) => other !== client && other.attached);

  function refuse(client: Client, code: Refusal, id: number | null, cause?: unknown): void {
    client.refused += 1;
    refusals.set(code, (refusals.get(code) ?? 0) + 1);
    client.send({ kind: 'refused', id, code, count: client.refused });
    onFault(relayError(code, { details: { pid: client.attached?.pid ?? 'none', count: client.refused }, cause }));
  }

  function attachAs(client: Client, pid: string, hello: string): void {
    if (client.pinnedPid !== undefined && client.pinnedPid !== pid) return refuse(client, 'RELAY_FRAME_INVALID', null);
    // A restarted process may attach before the old one's pipe is seen to close: the newest counts.
    const earlier = clientOf(pid);
    if (earlier !== undefined && earlier !== client) earlier.attached = undefined;
    client.attached = { pid, hello };
    for (const other of others(client)) {
      other.send({ kind: 'present', pid, hello });
      if (other.attached !== undefined) client.send({ kind: 'present', ...other.attached });
    }
    client.send({ kind: 'head', head: streamStore.last() });
  }

  function leave(client: Client): void {
    clients.delete(client);
    if (client.attached === undefined) return;
    for (const other of others(client)) other.send({ kind: 'absent', pid: client.attached.pid });
  }

  function publish(client: Client, id: number, body: string): void {
    const sequence = streamStore.append(fromBase64(body));
    client.send({ kind: 'published', id, sequence });
    for (const reader of clients) if (reader.attached) reader.send({ kind: 'head', head: sequence });
  }

  function read(client: Client, id: number, from: number): void {
    const items = streamStore.read(from, MAX_ENTRIES, MAX_ENTRIES_BYTES);
    const entries = items.map(({ sequence, bytes }) => ({ sequence, body: toBase64(bytes) }));
    client.send({ kind: 'entries', id, entries, head: streamStore.last() });
  }

  function pass(client: Client, from: string, { id, to, body }: Extract<ClientFrame, { kind: 'direct' }>): void {
    const recipient = clientOf(to);
    if (recipient === undefined) return refuse(client, 'RELAY_PEER_OFFLINE', id);
    recipient.send({ kind: 'direct', from, body });
    client.send({ kind: 'accepted', id });
  }

  function serve(client: Client, frame: ClientFrame): void {
    if (frame.kind === 'attach') return attachAs(client, frame.pid, frame.hello);
    if (client.attached === undefined) return refuse(client, 'RELAY_NOT_ATTACHED', frame.id);
    switch (frame.kind) {
      case 'publish':
        return publish(client, frame.id, frame.body);
      case 'read':
        return read(client, frame.id, frame.from);
      case 'direct':
        return pass(client, client.attached.pid, frame);
    }
  }

  function receive(client: Client, message: unknown): void {
    const parsed = clientFrame.safeParse(message);
    const isRead = parsed.success && parsed.data.kind === 'read';
    const id = parsed.success && parsed.data.kind !== 'attach' ? parsed.data.id : null;
    if (!(isRead ? client.isWithinReadRate() : client.isWithinRate())) return refuse(client, 'RELAY_RATE_LIMITED', id);
    if (!parsed.success) return refuse(client, 'RELAY_FRAME_INVALID', null, parsed.error);
    try {
      serve(client, parsed.data);
    } catch (error) {
      refuse(client, 'RELAY_STREAM_FAILED', id, error);
    }
  }

  return {
    attach: (port, { pid } = {}) => {
      const client: Client = {
        send: (frame) => port.send(frame),
        pinnedPid: pid,
        isWithinRate: createRateLimit(rate, clock),
        isWithinReadRate: createRateLimit(readRate, clock),
        attached: undefined,
        refused: 0,
      };
      clients.add(client);
      port.onMessage((message) => {
        if (clients.has(client)) receive(client, message);
      });
      port.onClose(() => leave(client));
    },
    present: () => [...clients].flatMap(({ attached }) => (attached === undefined ? [] : [attached.pid])).toSorted(),
    refusals: () => new Map(refusals),
  };
}
