/** A broadcast of an echoed round that says something else than the cheater's own node believes, the same to everybody. */
import { taggedHash } from '../../src/base/tagged-hash.ts';
import { encodeTlv, tlv } from '../../src/base/tlv.ts';
import { payloadHashOf } from '../../src/engine/mpc/protocol/envelope.ts';
import type { Device } from './party.ts';
import { resign, type Delivery, type Hook } from './sim-net.ts';

/**
 * Replaces the broadcast of `cheater` in a round that `senders` (in pid order) send in. Its echo to the others fits what it showed, and
 * the echoes of the others look to it as if its node had been believed: so it goes on, and only the content deviates.
 */
export function secretlyRewrite(
  cheater: Device,
  senders: readonly Device[],
  round: number,
  change: (delivery: Delivery) => Uint8Array,
): Hook {
  const believed = new Map<Device, Uint8Array>();
  const shown = new Map<Device, Uint8Array>();
  return (delivery) => {
    const { envelope, from, to } = delivery;
    if (envelope.round === round && envelope.to.length === 0) {
      believed.set(from, envelope.payload);
      if (!shown.has(from)) shown.set(from, from === cheater ? change(delivery) : envelope.payload);
      return [from === cheater ? resign(delivery, { payload: shown.get(from)! }) : delivery];
    }
    if (envelope.round !== 100 + round || (from !== cheater && to !== cheater)) return [delivery];
    const payloads = senders.map((each) => (to === cheater ? believed : shown).get(each)!);
    const hashes = payloads.map((payload) => tlv.bytes(payloadHashOf(payload)));
    const h = taggedHash('echo', tlv.bytes(envelope.sid), tlv.u32(round), tlv.list(hashes));
    return [resign(delivery, { payload: encodeTlv(tlv.list([tlv.u32(round), tlv.bytes(h)])) })];
  };
}
