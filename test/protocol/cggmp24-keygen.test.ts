/** ECDSA key generation without a cheater (cggmp24.md 3; test-plan.md 3, row keygen), and its end in other ways. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes } from '../../src/base/bytes.ts';
import { lagrange } from '../../src/engine/crypto/shamir.ts';
import type { EcdsaKeyShare } from '../../src/engine/mpc/cggmp24/key-share.ts';
import { devices } from './party.ts';
import { ecdsaKeygenNet } from './ecdsa-runs.ts';
import { resultsOf, subsets } from './runs.ts';
import { testRng } from './test-rng.ts';
import { expectBlameless, expectUnresponsive } from './verdicts.ts';

const { Point } = secp256k1;
const scalarOf = ({ secret }: EcdsaKeyShare): bigint => secret.use((bytes) => BigInt(`0x${bytesToHex(bytes)}`));

/** The key behind t shares: only a test may ever compute it. */
function keyBehind(shares: readonly EcdsaKeyShare[]): bigint {
  const ids = shares.map(({ ownId }) => ownId);
  return shares.reduce((sum, share) => Point.Fn.create(sum + lagrange(ids, share.ownId) * scalarOf(share)), 0n);
}

describe.each([
  [2, 2],
  [2, 3],
  [3, 5],
])('%i of %i', (minSigners, partyCount) => {
  const { net, nodes } = ecdsaKeygenNet({ minSigners, all: devices(partyCount) });
  net.run();
  const shares = resultsOf(nodes);
  const [first] = shares as [EcdsaKeyShare];

  it('gives every party the same public key material', () => {
    for (const { secret: _secret, self: _self, ownId: _ownId, ...known } of shares) {
      const { secret: _s, self: _p, ownId: _i, ...expected } = first;
      expect(known).toEqual(expected);
    }
    expect(first.scheme).toBe('ecdsa-secp256k1');
    expect(first.parties.map(({ id }) => id)).toEqual(first.parties.map((_, index) => BigInt(index + 1)));
    expect(first.aux).toBeUndefined();
  });

  it('gives every party the share behind its public share', () => {
    for (const [index, share] of shares.entries()) {
      expect(Point.BASE.multiply(scalarOf(share)).toBytes()).toEqual(share.publicShares[index]);
    }
  });

  it('gives any minSigners parties one and the same key, and fewer another', () => {
    for (const subset of subsets(shares, minSigners)) {
      expect(Point.BASE.multiply(keyBehind(subset)).toBytes()).toEqual(first.groupKey);
    }
    for (const subset of subsets(shares, minSigners - 1)) {
      expect(Point.BASE.multiply(keyBehind(subset)).toBytes()).not.toEqual(first.groupKey);
    }
  });
});

describe('a run', () => {
  it('makes another key with other randomness', () => {
    const keys = ['one', 'two'].map((name) => {
      const { net, nodes } = ecdsaKeygenNet({ minSigners: 2, all: devices(2), name });
      net.run();
      return bytesToHex(resultsOf(nodes)[0]!.groupKey);
    });
    expect(new Set(keys).size).toBe(2);
  });

  it('sends the same bytes as ever (a change is a change of the wire format: raise the protocol version)', () => {
    const { net, nodes } = ecdsaKeygenNet({ minSigners: 2, all: devices(3), name: 'snapshot' });
    net.run();
    resultsOf(nodes);
    expect(bytesToHex(sha256(concatBytes(...net.sent.map(({ bytes }) => bytes))))).toBe(
      '5024edfc2fcf49a59b5ed4f46a35fa5e8337ad95c47b9417f2b647138d7c2574',
    );
  });

  it('ends well whatever the order in which messages arrive', () => {
    const pick = testRng('order');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { net, nodes } = ecdsaKeygenNet({ minSigners: 2, all: devices(3) });
      net.start();
      net.settle((length) => (pick(1)[0] ?? 0) % length);
      expect(new Set(resultsOf(nodes).map(({ groupKey }) => bytesToHex(groupKey))).size).toBe(1);
    }
  });

  it('shows the share as prepared before the confirmation leaves, and keeps it after', () => {
    const { net, nodes } = ecdsaKeygenNet({
      minSigners: 2,
      all: devices(3),
      hooks: [(d) => (d.envelope.round === 200 ? [] : [d])],
    });
    net.run();
    for (const { session } of nodes) {
      expect(session.state.type).toBe('waiting');
      expect(session.prepared?.secret.isWiped).toBe(false);
    }
    for (const { from, to, bytes, envelope } of net.sent) if (envelope.round === 200) net.inject(from, to, bytes);
    net.settle();
    for (const [index, share] of resultsOf(nodes).entries()) expect(share).toBe(nodes[index]!.session.prepared);
  });

  it.each([1, 2, 3, 200])('suspects who is silent in round %i', (round) => {
    const all = devices(3);
    const [cheater] = all;
    const { net, nodes } = ecdsaKeygenNet({
      minSigners: 2,
      all,
      hooks: [(d) => (d.from === cheater && d.envelope.round === round ? [] : [d])],
    });
    net.run();
    expectUnresponsive(net, nodes, cheater!);
  });

  it('does not start with parameters that differ', () => {
    const all = devices(3);
    const { net, nodes } = ecdsaKeygenNet({
      minSigners: 2,
      all,
      change: (device) => (device === all[1] ? { minSigners: 3 } : {}),
    });
    net.run();
    expectBlameless(nodes, 'CONFIG_MISMATCH');
  });

  it.each([
    [{ minSigners: 1 }, 'COMMITTEE_SIZE'],
    [{ minSigners: 4 }, 'COMMITTEE_SIZE'],
    [{ keyId: '' }, 'RUN_INVALID'],
    [{ keyId: 'x'.repeat(65) }, 'RUN_INVALID'],
    [{ runId: new Uint8Array(31) }, 'RUN_INVALID'],
    [
      {
        parties: devices(4)
          .slice(1)
          .map(({ pid }) => pid),
      },
      'RUN_INVALID',
    ],
  ])('is refused with %o', (change, code) => {
    expect(() => ecdsaKeygenNet({ minSigners: 2, all: devices(3), change: () => change })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
