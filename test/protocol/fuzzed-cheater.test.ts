/** A cheater that signs random changes of its messages: honest parties finish or name the cheater, never each other, and nothing throws. */
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../src/base/bytes.ts';
import { below, expectOnlyCheaterBlamed, meddle } from './meddling.ts';
import { devices } from './party.ts';
import { dealtKey, reshareNet } from './reshare-runs.ts';
import { keygenNet, makeKey, signNet } from './runs.ts';
import { testRng } from './test-rng.ts';

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
