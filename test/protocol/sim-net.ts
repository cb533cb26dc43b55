/**
 * An in-memory network of sessions. Every message passes the hooks, which may drop, replace, add or hold it: whoever owns a hook is the cheater, and it
 * holds the cheater's identity key, so that what it makes is validly signed.
 */
import { taggedHash } from '../../src/base/tagged-hash.ts';
import { encodeTlv, tlv } from '../../src/base/tlv.ts';
import { parseEnvelope, payloadHashOf, sealEnvelope, type Envelope } from '../../src/engine/mpc/protocol/envelope.ts';
import type { Outgoing, Session } from '../../src/engine/mpc/protocol/session.ts';
import type { Device } from './party.ts';

export interface Delivery {
  /** The authenticated channel peer. */
  readonly from: Device;
  readonly to: Device;
  readonly bytes: Uint8Array;
  readonly envelope: Envelope;
}

/** Returns what arrives instead: nothing, the same, something else, or more. */
export type Hook = (delivery: Delivery) => readonly Omit<Delivery, 'envelope'>[];

export interface SimNode<T> {
  readonly device: Device;
  readonly session: Session<T>;
}

export class SimNet<T> {
  readonly #nodes: readonly SimNode<T>[];
  readonly #hooks: readonly Hook[];
  #queue: { from: Device; to: Device; bytes: Uint8Array }[] = [];
  /** Everything that was sent, before hooks. */
  readonly sent: Delivery[] = [];
  now = 0n;

  constructor(nodes: readonly SimNode<T>[], hooks: readonly Hook[] = []) {
    this.#nodes = nodes;
    this.#hooks = hooks;
  }

  start(): void {
    for (const node of this.#nodes) this.#post(node.device, node.session.start(this.now));
  }

  /** Starts all sessions and delivers until nothing moves. */
  run(): void {
    this.start();
    this.settle();
  }

  /** Delivers until nothing moves. `pick` chooses the next message: reordering. */
  settle(pick: (length: number) => number = () => 0): void {
    let budget = 20_000;
    while (this.#queue.length > 0) {
      budget -= 1;
      if (budget < 0) throw new Error('the network does not come to rest');
      const [next] = this.#queue.splice(pick(this.#queue.length), 1);
      if (next !== undefined) this.#deliver(next);
    }
  }

  /** Moves the clock and lets every session see it. */
  advanceTo(now: bigint): void {
    this.now = now;
    for (const node of this.#nodes) this.#post(node.device, node.session.tick(now));
    this.settle();
  }

  inject(from: Device, to: Device, bytes: Uint8Array): void {
    this.#queue.push({ from, to, bytes });
  }

  post(from: Device, outgoing: readonly Outgoing[]): void {
    this.#post(from, outgoing);
  }

  #post(from: Device, outgoing: readonly Outgoing[]): void {
    for (const { to, envelope: bytes } of outgoing) {
      for (const node of this.#nodes) {
        const isAddressed = to === 'all' ? node.device !== from : node.device.hex === Buffer.from(to).toString('hex');
        if (!isAddressed) continue;
        const delivery: Delivery = { from, to: node.device, bytes, envelope: parseEnvelope(bytes).envelope };
        this.sent.push(delivery);
        this.#queue.push(...this.#throughHooks(delivery));
      }
    }
  }

  #throughHooks(delivery: Delivery): { from: Device; to: Device; bytes: Uint8Array }[] {
    let deliveries: { from: Device; to: Device; bytes: Uint8Array }[] = [delivery];
    for (const hook of this.#hooks) {
      deliveries = deliveries.flatMap((each) => [...hook({ ...each, envelope: parseEnvelope(each.bytes).envelope })]);
    }
    return deliveries;
  }

  #deliver({ from, to, bytes }: { from: Device; to: Device; bytes: Uint8Array }): void {
    const node = this.#nodes.find((each) => each.device === to);
    if (node !== undefined) this.#post(to, node.session.receive(from.pid, bytes, this.now));
  }
}

/** Signs a changed envelope with the cheater's own key. */
export function resign(delivery: Delivery, change: Partial<Omit<Envelope, 'sig' | 'version'>>): Delivery {
  const { protocol, sid, round, from, to, payload } = { ...delivery.envelope, ...change };
  const sealed = sealEnvelope({ protocol, sid, round, from, to, payload }, delivery.from.signer);
  return { from: delivery.from, to: delivery.to, bytes: sealed.bytes, envelope: sealed.envelope };
}

/** A hook on the messages of one cheater in one round. */
export function cheat(cheater: Device, round: number, act: Hook): Hook {
  return (delivery) => (delivery.from === cheater && delivery.envelope.round === round ? act(delivery) : [delivery]);
}

/**
 * Replaces the broadcasts of cheaters in an echoed round, the same for everybody, and lets their echoes fit: only the content deviates.
 * `change` returns the new payload of a cheater, or nothing for an honest party.
 */
export function rewriteEchoed(
  all: readonly Device[],
  round: number,
  change: (delivery: Delivery) => Uint8Array | undefined,
): Hook {
  const payloads = new Map<Device, Uint8Array>();
  return (delivery) => {
    const { envelope, from } = delivery;
    if (envelope.round === round) {
      const changed = payloads.get(from) ?? change(delivery);
      payloads.set(from, changed ?? envelope.payload);
      return [payloads.get(from) === envelope.payload ? delivery : resign(delivery, { payload: payloads.get(from)! })];
    }
    if (envelope.round !== 100 + round) return [delivery];
    const hashes = all.map((each) => tlv.bytes(payloadHashOf(payloads.get(each)!)));
    const h = taggedHash('echo', tlv.bytes(envelope.sid), tlv.u32(round), tlv.list(hashes));
    const payload = encodeTlv(tlv.list([tlv.u32(round), tlv.bytes(h)]));
    return [resign(delivery, { payload })];
  };
}
