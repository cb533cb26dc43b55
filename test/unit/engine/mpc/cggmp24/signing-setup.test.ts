import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../../src/base/errors.ts';
import { Secret } from '../../../../../src/base/secret.ts';
import { mod } from '../../../../../src/engine/crypto/integers.ts';
import { G, multiplyBaseSecret, q, sumPoints } from '../../../../../src/engine/crypto/secp256k1.ts';
import {
  decodeSigningPlan,
  encodeSigningPlan,
  signingPlanOf,
} from '../../../../../src/engine/mpc/cggmp24/signing-plan.ts';
import {
  additiveShareOf,
  memberOf,
  othersOf,
  setUpSigning,
  signingKeyOf,
} from '../../../../../src/engine/mpc/cggmp24/signing-setup.ts';
import { readPresignPlan } from '../../../../../src/engine/mpc/cggmp24/presign-definition.ts';
import { deriveBip32 } from '../../../../../src/engine/mpc/derivation/bip32.ts';
import { partyIdOf } from '../../../../../src/engine/mpc/protocol/party.ts';
import { makeSigningKey } from '../../../../protocol/ecdsa-signing-runs.ts';
import { subsets } from '../../../../protocol/runs.ts';

const { all, shares } = makeSigningKey(2, 3);
const key = signingKeyOf(shares[0]!);
const parties = all.map(({ pid }) => partyIdOf(pid));
const path = [1, 2];

const codeFrom = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return codeOf(error);
  }
  return 'nothing';
};

describe('the additive shares of a signing set', () => {
  it.each(subsets(parties, 2))('add up to the child key (%#)', (...signers) => {
    const setup = setUpSigning({ key, signers, path });
    const derived = deriveBip32(key.groupKey, key.chainCode, path);
    expect(setup.childKey.toBytes(true)).toEqual(derived.key);
    const sum = signers.reduce((total, party) => {
      const w = additiveShareOf(setup, shares[parties.indexOf(party)]!, party);
      expect(multiplyBaseSecret(w).equals(memberOf(setup, party).W)).toBe(true);
      return total + w.use((value) => value);
    }, 0n);
    expect(G.multiply(mod(sum, q)).equals(setup.childKey)).toBe(true);
    expect(sumPoints([...setup.members.values()].map(({ W }) => W)).equals(setup.childKey)).toBe(true);
    expect(othersOf(setup, signers[0]!)).toEqual([signers[1]]);
  });

  it('are refused when the secret is not the one of the public share', () => {
    const setup = setUpSigning({ key, signers: parties.slice(0, 2), path });
    const damaged = { ...shares[0]!, secret: new Secret(new Uint8Array(32).fill(7)) };
    expect(codeFrom(() => additiveShareOf(setup, damaged, parties[0]!))).toBe('SIGNING_SETUP');
  });

  it('are refused when the public shares do not add up', () => {
    const publicShares = [key.publicShares[1]!, key.publicShares[1]!, key.publicShares[2]!];
    const damaged = { ...key, publicShares };
    expect(codeFrom(() => setUpSigning({ key: damaged, signers: parties.slice(0, 2), path }))).toBe('SIGNING_SETUP');
  });
});

describe('a signing set', () => {
  it.each([
    ['too small', [0]],
    ['too large', [0, 1, 2]],
    ['with one signer twice', [0, 0]],
    ['out of order', [1, 0]],
  ])('%s is refused', (_what, places) => {
    const signers = places.map((place) => parties[place]!);
    expect(codeFrom(() => setUpSigning({ key, signers, path }))).toBe('SIGNERS_INVALID');
  });

  it('with hardened or endless paths is refused', () => {
    const signers = parties.slice(0, 2);
    expect(codeFrom(() => setUpSigning({ key, signers, path: [0x80000000] }))).toBe('PATH_INVALID');
    expect(codeFrom(() => setUpSigning({ key, signers, path: Array.from({ length: 17 }, () => 0) }))).toBe(
      'PATH_INVALID',
    );
  });

  it('needs auxiliary information', () => {
    const { aux: _aux, ...bare } = shares[0]!;
    expect(codeFrom(() => signingKeyOf(bare))).toBe('KEY_SHARE_INCOMPLETE');
  });
});

describe('a plan', () => {
  const setup = setUpSigning({ key, signers: parties.slice(0, 2), path });
  const messageHash = new Uint8Array(32).fill(3);

  it('is read back as it was agreed', () => {
    const bytes = encodeSigningPlan(setup, messageHash);
    const again = decodeSigningPlan(bytes);
    expect(again.messageHash).toEqual(messageHash);
    expect(signingPlanOf(setUpSigning(again), again.messageHash)).toEqual(signingPlanOf(setup, messageHash));
    expect(readPresignPlan('sign', bytes).plan.protocol).toBe('sign');
  });

  it('of another protocol is refused', () => {
    expect(codeFrom(() => readPresignPlan('presign', encodeSigningPlan(setup, messageHash)))).toBe('decode');
    expect(codeFrom(() => readPresignPlan('sign', encodeSigningPlan(setup, undefined)))).toBe('decode');
  });

  it.each([
    ['an even modulus', { aux: { ...key.aux, publics: key.aux.publics.map((each) => ({ ...each, N: each.N + 1n })) } }],
    [
      'a short modulus',
      { aux: { ...key.aux, publics: key.aux.publics.map((each) => ({ ...each, Nh: each.Nh >> 1n })) } },
    ],
    ['the same Shamir id twice', { parties: key.parties.map(({ pid }) => ({ pid, id: 1n })) }],
    ['the Shamir id 0', { parties: key.parties.map(({ pid }, i) => ({ pid, id: BigInt(i) })) }],
    ['a public share too few', { publicShares: key.publicShares.slice(1) }],
    ['a group key off the curve', { groupKey: new Uint8Array(33).fill(5) }],
    ['a public share off the curve', { publicShares: key.publicShares.map((each) => each.slice().fill(5, 0, 1)) }],
  ])('with %s is refused', (_what, change) => {
    const bytes = encodeSigningPlan({ ...setup, key: { ...key, ...change } }, undefined);
    expect(codeFrom(() => readPresignPlan('presign', bytes))).toBe('decode');
  });
});
