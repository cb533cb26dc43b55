/** Auxiliary information without a cheater (cggmp24.md 4), and its end in other ways. */
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes } from '../../src/base/bytes.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { decodeKeyShare, encodeKeyShare } from '../../src/engine/mpc/cggmp24/key-share-codec.ts';
import { modulusHash } from '../../src/engine/mpc/cggmp24/aux-checks.ts';
import { earlierOf } from '../../src/engine/mpc/cggmp24/sessions.ts';
import { withAux } from '../../src/engine/mpc/cggmp24/key-share.ts';
import { auxNet, auxPrimesOf, makeEcdsaKey } from './ecdsa-runs.ts';
import { fixtures } from './fixture-moduli.ts';
import { resultsOf } from './runs.ts';
import { expectBlameless } from './verdicts.ts';

const { all, shares } = makeEcdsaKey(2, 3);

describe('three parties', () => {
  const { net, nodes } = auxNet({ all, shares, name: 'snapshot' });
  net.run();
  const auxes = resultsOf(nodes);

  it('learn the same public values', () => {
    const [first] = auxes;
    for (const { rid, sid, transcriptHash, publics } of auxes) {
      expect({ rid, sid, transcriptHash, publics }).toEqual({
        rid: first!.rid,
        sid: first!.sid,
        transcriptHash: first!.transcriptHash,
        publics: first!.publics,
      });
    }
    expect(first!.publics.map(({ N }) => N)).toEqual(fixtures.P112.paillier.slice(0, 3).map(({ N }) => N));
    expect(first!.publics.map(({ Nh }) => Nh)).toEqual(fixtures.P112.ringPedersen.slice(0, 3).map(({ N }) => N));
  });

  it('keep their own secret keys, without lambda', () => {
    for (const [place, { publics, paillier, ringPedersen }] of auxes.entries()) {
      const { Nh, s, t } = publics[place]!;
      expect(paillier.publicKey.N).toBe(publics[place]!.N);
      expect(paillier.decrypt(paillier.encrypt(SecretInteger.of(-5n), SecretInteger.of(7n))).use((m) => m)).toBe(-5n);
      expect(ringPedersen.parameters).toEqual({ Nh, s, t });
      expect(ringPedersen.lambda).toBeUndefined();
    }
  });

  it('have shares that are stored and read whole', () => {
    for (const [place, share] of shares.entries()) {
      const whole = withAux(share, auxes[place]!);
      const bytes = encodeKeyShare(whole);
      expect(encodeKeyShare(decodeKeyShare(bytes))).toEqual(bytes);
    }
  });

  it('send the same bytes as ever (a change is a change of the wire format: raise the protocol version)', () => {
    expect(bytesToHex(sha256(concatBytes(...net.sent.map(({ bytes }) => bytes))))).toBe(
      'f5f92f48a23474002273289b30b79e0fb6364e44fef7f1af7fcd85db4267e562',
    );
  });
});

describe('a run', () => {
  it('AX-REUSE: hands the moduli of all earlier epochs on to the next one', () => {
    const key = makeEcdsaKey(2, 2);
    const oldest = modulusHash(fixtures.P112.paillier[4]!.N);
    const last = [fixtures.P112.paillier[5]!.N, fixtures.P112.ringPedersen[5]!.N];
    const { net, nodes } = auxNet({ ...key, change: () => ({ earlierModuli: last, earlierHashes: [oldest] }) });
    net.run();
    for (const aux of resultsOf(nodes)) {
      expect(aux.earlier).toEqual([oldest, ...last.map(modulusHash)]);
      const next = earlierOf(aux);
      expect(next.earlierHashes).toEqual(aux.earlier);
      expect(next.earlierModuli).toEqual(aux.publics.flatMap(({ N, Nh }) => [N, Nh]));
    }
  });

  it('does not start with parameters that differ', () => {
    const { net, nodes } = auxNet({
      all,
      shares,
      change: (device) => (device === all[1] ? { earlierModuli: [fixtures.P112.paillier[5]!.N] } : {}),
    });
    net.run();
    expectBlameless(nodes, 'CONFIG_MISMATCH');
  });

  const { paillier, ringPedersen } = auxPrimesOf(0);
  const long = fixtures.P128.paillier[0]!;
  it.each([
    ['a prime twice', { primes: { paillier, ringPedersen: { p: paillier.p, q: ringPedersen.q } } }],
    ['primes of another profile', { primes: { paillier: long, ringPedersen } }],
    ['too many earlier moduli', { earlierModuli: Array.from({ length: 8193 }, (_, i) => BigInt(i + 1)) }],
    ['a run identifier of another length', { runId: new Uint8Array(31) }],
  ])('is refused with %s', (_name, change) => {
    expect(() => auxNet({ all, shares, change: () => change })).toThrow(
      expect.objectContaining({ code: 'RUN_INVALID' }),
    );
  });

  it('does not take published moduli in a profile that protects something', () => {
    const { net, nodes } = auxNet({ all, shares: shares.map((share) => ({ ...share, profile: 'P112' as const })) });
    net.run();
    expectBlameless(nodes, 'LOCAL_BUG');
  });
});
