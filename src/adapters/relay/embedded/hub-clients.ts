/** Who is connected to the hub, and what it may ask of it. */
import type { Clock } from '../../../base/clock.ts';
import type { AppError } from '../../../base/errors.ts';
import { createRateLimit, type FrameRate } from './frame-rate.ts';
import type { HubFrame } from './frames.ts';
import type { RelayPort } from './port.ts';
import { relayError, type REFUSALS } from './relay-errors.ts';

export type Refusal = (typeof REFUSALS)[number];

export interface HubClient {
  readonly send: (frame: HubFrame) => void;
  /** The only pid under which it may attach, if its host knows it. */
  readonly pinnedPid: string | undefined;
  readonly isWithinRate: () => boolean;
  readonly isWithinReadRate: () => boolean;
  attached: { readonly pid: string; readonly hello: string } | undefined;
  refused: number;
}

export interface ClientLimits {
  readonly clock: Clock;
  readonly rate: FrameRate;
  readonly readRate: FrameRate;
}

export function hubClient(
  port: RelayPort,
  pinnedPid: string | undefined,
  { clock, rate, readRate }: ClientLimits,
): HubClient {
  return {
    send: (frame) => port.send(frame),
    pinnedPid,
    isWithinRate: createRateLimit(rate, clock),
    isWithinReadRate: createRateLimit(readRate, clock),
    attached: undefined,
    refused: 0,
  };
}

/** The connected clients, and the announcements that go with their coming and going. */
export interface HubClients {
  add(client: HubClient): void;
  has(client: HubClient): boolean;
  /** Forgets a client and tells the others. */
  remove(client: HubClient): void;
  /** Gives a pid to this client and makes it and the others known to each other. */
  attach(client: HubClient, pid: string, hello: string): void;
  attached(): readonly HubClient[];
  of(pid: string): HubClient | undefined;
}

export function createHubClients(): HubClients {
  const clients = new Set<HubClient>();
  const attached = (): HubClient[] => [...clients].filter((client) => client.attached !== undefined);
  const of = (pid: string): HubClient | undefined => attached().find((client) => client.attached?.pid === pid);
  const others = (client: HubClient): HubClient[] => attached().filter((other) => other !== client);

  return {
    attached,
    of,
    add: (client) => void clients.add(client),
    has: (client) => clients.has(client),
    remove: (client) => {
      clients.delete(client);
      if (client.attached === undefined) return;
      for (const other of attached()) other.send({ kind: 'absent', pid: client.attached.pid });
    },
    attach: (client, pid, hello) => {
      // A restarted process may attach before the old one's pipe is seen to close: the newest counts.
      const earlier = of(pid);
      if (earlier !== undefined) earlier.attached = undefined;
      client.attached = { pid, hello };
      for (const other of others(client)) {
        other.send({ kind: 'present', pid, hello });
        if (other.attached !== undefined) client.send({ kind: 'present', ...other.attached });
      }
    },
  };
}

/** Refuses frames: counted, named to the sender, told to the host. */
export interface Refusals {
  readonly refuse: (client: HubClient, code: Refusal, id: number | null, cause?: unknown) => void;
  counts(): ReadonlyMap<string, number>;
}

export function createRefusals(onFault: (error: AppError) => void): Refusals {
  const counts = new Map<string, number>();
  return {
    refuse: (client, code, id, cause) => {
      client.refused += 1;
      counts.set(code, (counts.get(code) ?? 0) + 1);
      client.send({ kind: 'refused', id, code, count: client.refused });
      onFault(relayError(code, { details: { pid: client.attached?.pid ?? 'none', count: client.refused }, cause }));
    },
    counts: () => new Map(counts),
  };
}
