/** A dispute that comes before our own message of its round cannot be honest, and must not make us sign a list that lacks it. */
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/base/bytes.ts';
import { encodeWith } from '../../src/base/tlv-decode.ts';
import { dispute } from '../../src/engine/mpc/protocol/dispute-message.ts';
import type { Round } from '../../src/engine/mpc/protocol/protocol.ts';
import type { Device } from './party.ts';
import { DEADLINE, keygenNet, makeKey, signNet } from './runs.ts';
import { resign, type Delivery, type Hook, type SimNet, type SimNode } from './sim-net.ts';

/** Holds its Ready echo back until its first round-1 message, and sends that together with a dispute about round 1. */
function disputesEarly(cheater: Device): Hook {
  const held = new Map<Device, Omit<Delivery, 'envelope'>>();
  return (d) => {
    if (d.from !== cheater) return [d];
    if (d.envelope.round === 100) {
      held.set(d.to, d);
      return [];
    }
    if (d.envelope.round !== 1) return [d];
    const codec = dispute({ id: 1, label: '' } as Round<unknown>).codec;
    const claim = resign(d, {
      round: 301,
      payload: encodeWith(codec, { opened: 1, seen: [d.bytes, d.bytes], carriers: [] }),
    });
    return [d, claim, held.get(d.to)!];
  };
}

function expectOnlyCheaterBlamed<T>(net: SimNet<T>, nodes: readonly SimNode<T>[], cheater: Device): void {
  net.run();
  net.advanceTo(DEADLINE);
  net.advanceTo(DEADLINE + 5_000n);
  for (const { session, device } of nodes) {
    if (device === cheater || session.state.type !== 'aborted') continue;
    const blamed = session.state.error.blame.map(({ party }) => bytesToHex(party));
    expect({ by: device.name, blamed: blamed.filter((hex) => hex !== cheater.hex) }).toEqual({
      by: device.name,
      blamed: [],
    });
  }
}

describe('a dispute before our own message of its round', () => {
  it('frames nobody in signing', () => {
    const { all, shares } = makeKey('ed25519', 2, 3);
    const signers = all.slice(0, 2);
    for (const cheater of signers) {
      const { net, nodes } = signNet({ shares, signers, message: utf8ToBytes('pay'), hooks: [disputesEarly(cheater)] });
      expectOnlyCheaterBlamed(net, nodes, cheater);
    }
  });

  it('frames nobody in key generation', () => {
    const { all } = makeKey('ed25519', 2, 2);
    for (const cheater of all) {
      const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all, hooks: [disputesEarly(cheater)] });
      expectOnlyCheaterBlamed(net, nodes, cheater);
    }
  });
});
