import { describe, expect, it } from 'vitest';
import { taggedStream } from '../../../../src/base/tagged-hash.ts';
import { tlv } from '../../../../src/base/tlv.ts';
import { G, pointToBytes, q } from '../../../../src/engine/crypto/secp256k1.ts';
import {
  bitChallenges,
  centredChallenge,
  scalarChallenge,
  unitChallenges,
} from '../../../../src/engine/zk/challenge.ts';
import { proofStream } from '../../../../src/engine/zk/proof-context.ts';
import { contextOf } from './contexts.ts';

/** TR input "F" of the test plan, section 2.1. */
const stream = () =>
  taggedStream(
    'test/kat',
    tlv.text('demo'),
    tlv.u32(3),
    tlv.integer(-5n),
    tlv.point(pointToBytes(G)),
    tlv.list([tlv.bytes(Uint8Array.of(1, 2, 3)), tlv.integer(0n)]),
  );
const ctx = contextOf('presign/k');
const streams = (count: number) => Array.from({ length: count }, (_, i) => proofStream('dec', ctx, tlv.u32(i)));

describe('challenges', () => {
  it('give the known answers', () => {
    expect(scalarChallenge(stream())).toBe(0x4d16bffcfd1c5dc6742bff4f4df74d378500a60588e1b824b865351cf327d180n);
    expect(centredChallenge(stream())).toBe(
      34868285030451112494640423371988801670214900831666698939052866024342473396608n,
    );
    expect(bitChallenges(stream(), 16).join('')).toBe('1011001001101000');
    const N = ((1n << 127n) - 1n) * ((1n << 89n) - 1n);
    expect(unitChallenges(stream(), N, 1)).toEqual([0x4d16bffcfd1c5dc6742bff4f4df74d378500a60588e1b824b86535n]);
  });

  it('skip blocks that are not below q instead of reducing them', () => {
    const blocks = [q, q - 1n].map((v) => Uint8Array.from(Buffer.from(v.toString(16), 'hex')));
    const next = () => blocks.shift() ?? new Uint8Array(32);
    expect(centredChallenge(next)).toBe(-1n);
    expect(blocks).toEqual([]);
  });

  it('are centred: |e| <= (q-1)/2, and both signs occur', () => {
    const challenges = streams(200).map(centredChallenge);
    const half = (q - 1n) / 2n;
    expect(challenges.every((e) => -half <= e && e <= half)).toBe(true);
    const negative = challenges.filter((e) => e < 0n).length;
    expect(negative).toBeGreaterThan(60);
    expect(negative).toBeLessThan(140);
  });

  it('32-bit-challenge: every bit position takes both values over 200 transcripts', () => {
    for (const count of [128, 129]) {
      const all = streams(200).map((one) => bitChallenges(one, count));
      const ones = Array.from({ length: count }, (_, i) => all.filter((bits) => bits[i] === 1).length);
      // 100 +- 7 standard deviations.
      expect(Math.min(...ones)).toBeGreaterThan(50);
      expect(Math.max(...ones)).toBeLessThan(150);
    }
  });

  it('32-bit-challenge: the scalar challenge uses all of its 256 bits', () => {
    const all = streams(200).map(scalarChallenge);
    for (let bit = 0n; bit < 255n; bit += 1n) {
      const ones = all.filter((e) => ((e >> bit) & 1n) === 1n).length;
      expect(ones).toBeGreaterThan(50);
      expect(ones).toBeLessThan(150);
    }
  });

  it('end for a modulus that no honest run has', () => {
    expect(() => unitChallenges(stream(), 1n, 1)).toThrow(expect.objectContaining({ code: 'CHALLENGE_MODULUS' }));
  });
});

describe('the proof context', () => {
  it('separates tag, session, party, label and extra, also when bytes move between fields', () => {
    const of = (changes: object) => scalarChallenge(proofStream('sch', { ...ctx, ...changes }));
    const moved = { sid: ctx.sid.slice(0, 31), prover: Uint8Array.of(ctx.sid[31] ?? 0, ...ctx.prover) };
    const all = [
      ...[{}, { sid: ctx.prover }, { prover: ctx.sid }, { label: 'presign/gamma' }, { extra: new Uint8Array() }, moved],
    ].map(of);
    all.push(scalarChallenge(proofStream('elog', ctx)), scalarChallenge(proofStream('sch', ctx, tlv.list([]))));
    expect(new Set(all).size).toBe(8);
  });
});
