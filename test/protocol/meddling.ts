/** A hook that changes a cheater's messages at random, and what everybody else must conclude from whatever comes out. */
import { expect } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import type { Random } from '../../src/base/random.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { verifyWithOpenSsl, type Device } from './party.ts';
import { DEADLINE } from './runs.ts';
import { resign, type Hook, type SimNet, type SimNode } from './sim-net.ts';

export const below = (random: Random, limit: number): number => new DataView(random(4).buffer).getUint32(0) % limit;

/** Changes about one message in three: a bit of the payload, its length, its round or its recipient; or drops it. */
export function meddle(cheater: Device, random: Random): Hook {
  return (d) => {
    if (d.from !== cheater || below(random, 3) > 0) return [d];
    const payload = Uint8Array.from(d.envelope.payload);
    switch (below(random, 8)) {
      case 0:
        return [];
      case 1:
        return [resign(d, { payload: payload.slice(0, below(random, payload.length + 1)) })];
      case 2:
        return [resign(d, { round: [0, 1, 2, 100, 101, 200, 300, 301, 400, 5, 3, 302][below(random, 12)]! })];
      case 3:
        return [resign(d, { to: d.envelope.to.length === 0 ? d.to.pid : new Uint8Array() })];
      case 4:
        return [d, resign(d, { payload: random(payload.length) })];
      case 5:
        return [
          { ...d, bytes: d.bytes.map((byte, index) => (index === below(random, d.bytes.length) ? byte ^ 1 : byte)) },
        ];
      default:
        if (payload.length > 0) payload[below(random, payload.length)]! ^= 1 << below(random, 8);
        return [resign(d, { payload })];
    }
  };
}

export function expectOnlyCheaterBlamed<T>(net: SimNet<T>, nodes: readonly SimNode<T>[], cheater: Device): string[] {
  net.run();
  net.advanceTo(DEADLINE);
  net.advanceTo(DEADLINE + 5_000n);
  return nodes
    .filter(({ device }) => device !== cheater)
    .map(({ session }) => {
      const { state } = session;
      if (state.type === 'waiting') throw new Error(`still waits: ${state.label}`);
      if (state.type === 'done') return 'done';
      const { code, blame, cause } = state.error;
      expect(cause).toBeUndefined();
      for (const each of blame) expect(bytesToHex(each.party)).toBe(cheater.hex);
      for (const bundle of session.evidence())
        expect(bytesToHex(verifyEvidence(bundle, verifyWithOpenSsl).accused)).toBe(cheater.hex);
      return code;
    });
}
