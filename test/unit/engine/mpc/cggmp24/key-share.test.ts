/** Encoding and load-time validation of an ECDSA key share (cggmp24.md 1). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex } from '../../../../../src/base/bytes.ts';
import { codeOf } from '../../../../../src/base/errors.ts';
import { Secret } from '../../../../../src/base/secret.ts';
import { pointToBytes, G } from '../../../../../src/engine/crypto/secp256k1.ts';
import { assertShareFits } from '../../../../../src/engine/mpc/cggmp24/key-share-check.ts';
import {
  decodeKeyShare,
  decodePublicShare,
  encodeKeyShare,
  encodePublicShare,
} from '../../../../../src/engine/mpc/cggmp24/key-share-codec.ts';
import {
  forgetShare,
  indexOf,
  keyMaterialHashOf,
  partyIdsOf,
  publicShareOf,
  withAux,
  type EcdsaKeyShare,
} from '../../../../../src/engine/mpc/cggmp24/key-share.ts';
import { device } from '../../../../protocol/party.ts';
import { partyIdOf } from '../../../../../src/engine/mpc/protocol/party.ts';

function stored(name: string): Uint8Array[] {
  const file = join(import.meta.dirname, '../../../../fixtures/key-shares', name);
  return (JSON.parse(readFileSync(file, 'utf8')) as { shares: string[] }).shares.map((hex) => bytesFromHex(hex));
}

const bare = stored('ecdsa-v1-2of3.json');
const whole = stored('ecdsa-v1-2of3-aux.json');
const share = decodeKeyShare(bare[1]!);
const withKeys = decodeKeyShare(whole[1]!);
const INVALID = expect.objectContaining({ code: 'KEY_SHARE_INVALID', kind: 'storage' });

describe('the encoding', () => {
  it('has a public part without any secret', () => {
    for (const each of [share, withKeys]) {
      const bytes = bytesToHex(encodePublicShare(each));
      expect(bytes).not.toContain(each.secret.use(bytesToHex));
      expect(decodePublicShare(bytesFromHex(bytes))).toEqual(publicShareOf(each));
    }
    const primes = withKeys.aux!.paillier.usePrimes((p, q) => [p.toString(16), q.toString(16)]);
    for (const prime of primes) expect(bytesToHex(encodePublicShare(withKeys))).not.toContain(prime);
  });

  it('prints nothing secret', () => {
    const secret = withKeys.secret.use(bytesToHex);
    const prime = withKeys.aux!.paillier.usePrimes((p) => [p.toString(), p.toString(16)]);
    const publics = JSON.stringify(withKeys, (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    for (const text of [inspect(withKeys, { depth: 6 }), publics]) {
      expect(text).toContain('[secret]');
      for (const hidden of [secret, ...prime]) expect(text).not.toContain(hidden);
    }
  });

  it('is refused when it is cut, continued or of another version', () => {
    const [bytes] = bare as [Uint8Array];
    const version = Uint8Array.from(bytes);
    version[5 + 5 + 5 + 3] = 2;
    for (const bad of [bytes.slice(0, -1), Uint8Array.of(...bytes, 0), new Uint8Array(), version]) {
      expect(() => decodeKeyShare(bad)).toThrow(INVALID);
    }
  });

  it('keeps the moduli of earlier epochs, as version 2; without any it is version 1', () => {
    const earlier = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const later = { ...withKeys, aux: { ...withKeys.aux!, earlier } };
    for (const read of [decodeKeyShare(encodeKeyShare(later)), decodePublicShare(encodePublicShare(later))]) {
      expect(read.aux?.earlier).toEqual(earlier);
    }
    expect(encodeKeyShare({ ...withKeys, aux: { ...withKeys.aux!, earlier: [] } })).toEqual(whole[1]);
    const bytes = encodeKeyShare(later);
    const [asFirst, shortHash] = [
      Uint8Array.from(bytes),
      { ...later, aux: { ...later.aux, earlier: [new Uint8Array(31)] } },
    ];
    asFirst[5 + 5 + 5 + 3] = 1;
    expect(() => decodeKeyShare(asFirst)).toThrow(INVALID);
    expect(() => decodeKeyShare(encodeKeyShare(shortHash))).toThrow(INVALID);
  });

  it('is refused with any changed byte, or keeps it as the free text it is', () => {
    const outcomes = new Set<string>();
    const bytes = bare[1]!;
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
      try {
        const read = decodeKeyShare(changed);
        // Names, counters, pids and hashes are free here; the keystore's seal protects them.
        expect(bytesToHex(encodeKeyShare(read))).toBe(bytesToHex(changed));
        expect(read.groupKey).toEqual(share.groupKey);
        expect(read.secret.use(bytesToHex)).toBe(share.secret.use(bytesToHex));
        outcomes.add('free');
      } catch (error) {
        outcomes.add(codeOf(error) ?? `unexpected ${String(error)}`);
      }
    }
    expect([...outcomes].sort()).toEqual(['KEY_SHARE_INVALID', 'free']);
  });
});

describe('load-time validation', () => {
  const expectRefused = (change: Partial<EcdsaKeyShare>, of: EcdsaKeyShare = share): void => {
    expect(() => assertShareFits({ ...of, ...change })).toThrow(INVALID);
  };
  const [first, second, third] = share.publicShares as [Uint8Array, Uint8Array, Uint8Array];

  it('accepts what it has stored', () => {
    for (const each of [share, withKeys]) expect(() => assertShareFits(each)).not.toThrow();
  });

  it('x_i·G == X_i and x_i != 0', () => {
    expectRefused({ secret: new Secret(new Uint8Array(32)) });
    expectRefused({ secret: new Secret(new Uint8Array(32).fill(1)) });
    expectRefused({ ownId: 3n });
    expectRefused({ self: share.parties[0]!.pid });
    expectRefused({ self: device('stranger').pid });
  });

  it('the public shares lie on one polynomial through the group key', () => {
    expectRefused({ groupKey: pointToBytes(G) });
    expectRefused({ publicShares: [pointToBytes(G), second, third] });
    expectRefused({ publicShares: [first, second, pointToBytes(G)] });
    expectRefused({ publicShares: [third, second, first] });
  });

  it('numbers and order of the parties', () => {
    expectRefused({ publicShares: [first, second] });
    expectRefused({ partyCount: 2 });
    expectRefused({ minSigners: 1 });
    expectRefused({ minSigners: 4 });
    expectRefused({ parties: share.parties.toReversed() });
    const [a, b, c] = share.parties as [
      (typeof share.parties)[0],
      (typeof share.parties)[0],
      (typeof share.parties)[0],
    ];
    expectRefused({ parties: [{ ...a, id: 0n }, b, c] });
    expectRefused({ parties: [{ ...a, id: 2n }, b, c] });
    expectRefused({ parties: [a, a, c] });
  });

  it('moduli, bases and primes of the auxiliary information', () => {
    const aux = withKeys.aux!;
    const [one, own, other] = aux.publics as [
      (typeof aux.publics)[0],
      (typeof aux.publics)[0],
      (typeof aux.publics)[0],
    ];
    const expectChangedRefused = (publics: typeof aux.publics) => expectRefused({ aux: { ...aux, publics } }, withKeys);
    expectChangedRefused([one, own]);
    expectChangedRefused([{ ...one, N: one.N >> 1n }, own, other]);
    expectChangedRefused([{ ...one, N: one.N + 1n }, own, other]);
    expectChangedRefused([{ ...one, N: own.N }, own, other]);
    expectChangedRefused([{ ...one, N: one.Nh }, own, other]);
    expectChangedRefused([{ ...one, s: one.t }, own, other]);
    expectChangedRefused([{ ...one, t: 1n }, own, other]);
    expectChangedRefused([{ ...one, s: one.Nh - 1n }, own, other]);
    expectChangedRefused([one, { ...own, N: own.N + 2n }, other]);
    expectChangedRefused([one, { ...own, Nh: own.Nh + 2n }, other]);
    expectChangedRefused([one, { ...own, s: (own.s * own.s) % own.Nh }, other]);
    expectChangedRefused([own, one, other]);
    expectRefused({ aux: { ...aux, rid: new Uint8Array(31) } }, withKeys);
    expectRefused({ aux: decodeKeyShare(whole[0]!).aux! }, withKeys);
  });

  it('the profile', () => {
    expectRefused({ profile: 'P128' }, withKeys);
    // The fixture moduli have the length of P112, but everybody knows their factors.
    expectRefused({ profile: 'P112' }, withKeys);
    expect(() => assertShareFits({ ...share, profile: 'P112' })).not.toThrow();
    const text = bytesToHex(bare[1]!);
    const unknown = text.replace(
      bytesToHex(new TextEncoder().encode('TEST')),
      bytesToHex(new TextEncoder().encode('NONE')),
    );
    expect(() => decodeKeyShare(bytesFromHex(unknown))).toThrow(INVALID);
  });
});

describe('a share', () => {
  it('binds runs to key, shares, moduli, chain code and rid', () => {
    const aux = withKeys.aux!;
    const hashes = [
      withKeys,
      share,
      { ...withKeys, chainCode: new Uint8Array(32) },
      { ...withKeys, aux: { ...aux, rid: new Uint8Array(32) } },
      { ...withKeys, aux: { ...aux, publics: aux.publics.toReversed() } },
      { ...withKeys, publicShares: withKeys.publicShares.toReversed() },
    ].map((each) => bytesToHex(keyMaterialHashOf(each)));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes[0]).toBe(bytesToHex(keyMaterialHashOf(publicShareOf(withKeys))));
  });

  it('names its parties', () => {
    const parties = partyIdsOf(share);
    expect(parties.map((party) => indexOf(share, party))).toEqual([0, 1, 2]);
    expect(() => indexOf(share, partyIdOf(device('stranger').pid))).toThrow(
      expect.objectContaining({ code: 'PARTY_UNKNOWN' }),
    );
  });

  it('takes auxiliary information of its own committee only, and forgets everything', () => {
    const fresh = decodeKeyShare(whole[1]!);
    const { publics } = fresh.aux!;
    expect(() => withAux(share, { ...fresh.aux!, publics: publics.slice(1) })).toThrow(INVALID);
    forgetShare(fresh);
    expect(fresh.secret.isWiped).toBe(true);
    expect(() => fresh.aux!.paillier.usePrimes(() => 0)).toThrow(expect.objectContaining({ code: 'SECRET_WIPED' }));
    expect(() => fresh.aux!.ringPedersen.usePrimes(() => 0)).toThrow(expect.objectContaining({ code: 'SECRET_WIPED' }));
  });
});
