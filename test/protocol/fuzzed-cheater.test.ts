/** A cheater that signs random changes of its messages: honest parties finish or name the cheater, never each other, and nothing throws. */
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/base/bytes.ts';
import type { Random } from '../../src/base/random.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { devices, verifyWithOpenSsl, type Device } from './party.ts';
import { dealtKey, reshareNet } from './reshare-runs.ts';
import { DEADLINE, keygenNet, makeKey, signNet } from './runs.ts';
import { resign, type Hook, type SimNet, type SimNode } from './sim-net.ts';
import { testRng } from './test-rng.ts';

const below = (random: Random, limit: number): number => new DataView(random(4).buffer).getUint32(0) % limit;

/** Changes about one message in three: a bit of the payload, its length, its round or its recipient; or drops it. */
function meddle(cheater: Device, random: Random): Hook {
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

function expectOnlyCheaterBlamed<T>(net: SimNet<T>, nodes: readonly SimNode<T>[], cheater: Device): string[] {
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

describe('a cheater that changes its messages at random', () => {
  it('is the only one blamed in key generation', () => {
    const all = devices(3);
    const outcomes = new Map<string, number>();
    for (let seed = 0; seed < 60; seed += 1) {
      const random = testRng(`fuzz/keygen/${seed}`);
      const cheater = all[seed % 3]!;
      const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all, hooks: [meddle(cheater, random)] });
      for (const outcome of expectOnlyCheaterBlamed(net, nodes, cheater))
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(outcomes.get('LOCAL_BUG')).toBeUndefined();
    expect(outcomes.get('PROTOCOL_FAULT')).toBeGreaterThan(60);
  });

  it('is the only one blamed in signing', () => {
    const { all, shares } = makeKey('ed25519', 3, 3);
    const outcomes = new Map<string, number>();
    for (let seed = 0; seed < 40; seed += 1) {
      const random = testRng(`fuzz/sign/${seed}`);
      const cheater = all[seed % 3]!;
      const { net, nodes } = signNet({
        shares,
        signers: all,
        message: utf8ToBytes('m'),
        hooks: [meddle(cheater, random)],
      });
      for (const outcome of expectOnlyCheaterBlamed(net, nodes, cheater))
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(outcomes.get('LOCAL_BUG')).toBeUndefined();
    expect(outcomes.get('PROTOCOL_FAULT')).toBeGreaterThan(30);
  });

  it('is the only one blamed in a reshare, whatever its part', () => {
    const all = devices(4);
    const shares = dealtKey('ed25519', 2, all.slice(0, 3));
    const parts = { dealers: all.slice(0, 2), members: all.slice(1), observers: [] };
    const outcomes = new Map<string, number>();
    for (let seed = 0; seed < 16; seed += 1) {
      const random = testRng(`fuzz/reshare/${seed}`);
      const cheater = all[seed % 4]!;
      const { net, nodes } = reshareNet({ shares, newMinSigners: 2, ...parts, hooks: [meddle(cheater, random)] });
      for (const outcome of expectOnlyCheaterBlamed(net, nodes, cheater))
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(outcomes.get('LOCAL_BUG')).toBeUndefined();
    expect(outcomes.get('PROTOCOL_FAULT')).toBeGreaterThan(15);
  });

  it('does not get anything thrown out of a session by random bytes', () => {
    const all = devices(3);
    const { net, nodes } = keygenNet({ scheme: 'ed25519', minSigners: 2, all });
    net.start();
    const random = testRng('bytes');
    for (let attempt = 0; attempt < 2000; attempt += 1) net.inject(all[1]!, all[0]!, random(below(random, 300)));
    net.settle();
    expect(nodes[0]!.session.state.type).toBe('done');
    expect(new Set(nodes[0]!.session.refusals().map(({ code }) => code))).toEqual(new Set(['ENVELOPE_INVALID']));
  });
});
