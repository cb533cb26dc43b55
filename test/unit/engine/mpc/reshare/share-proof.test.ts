import { describe, expect, test } from 'vitest';
import { SecretInteger } from '../../../../../src/engine/crypto/secret-integer.ts';
import { integerFromBytes } from '../../../../../src/engine/crypto/integers.ts';
import { pointFromBytes } from '../../../../../src/engine/crypto/secp256k1.ts';
import { partyIdOf } from '../../../../../src/engine/mpc/protocol/party.ts';
import { groupOf } from '../../../../../src/engine/mpc/reshare/scheme.ts';
import { isShareProof, proveShare } from '../../../../../src/engine/mpc/reshare/share-proof.ts';
import { verifySch } from '../../../../../src/engine/zk/sch.ts';
import { testRng } from '../../../../protocol/test-rng.ts';

const b32 = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

describe.each(['ecdsa-secp256k1', 'ed25519'] as const)('the share proof in the group of %s keys', (scheme) => {
  const group = groupOf(scheme);
  const share = SecretInteger.of(group.order - 12345n);
  const X = share.use((x) => group.multiplyBase(x));
  const ctx = { group, sid: b32(1), prover: partyIdOf(b32(2)), transcriptHash: b32(3) };
  const proof = proveShare(ctx, X, share, testRng('share proof'));

  test('holds', () => {
    expect(isShareProof(ctx, X, proof)).toBe(true);
  });

  test.each([
    ['session', { ...ctx, sid: b32(9) }],
    ['prover', { ...ctx, prover: partyIdOf(b32(9)) }],
    ['transcript', { ...ctx, transcriptHash: b32(9) }],
  ])('does not hold for another %s', (_, other) => {
    expect(isShareProof(other, X, proof)).toBe(false);
  });

  test('does not hold for another share, first message or response', () => {
    const { A, z } = proof;
    expect(isShareProof(ctx, group.add(X, X), proof)).toBe(false);
    expect(isShareProof(ctx, X, { A: group.add(A, A), z })).toBe(false);
    expect(isShareProof(ctx, X, { A, z: group.scalarToBytes(group.parseScalar(z)! + 1n) })).toBe(false);
  });
});

test('is Pi-sch of the specification on secp256k1, as its own verifier confirms', () => {
  const group = groupOf('ecdsa-secp256k1');
  const share = SecretInteger.of(77n);
  const X = group.multiplyBase(77n);
  const ctx = { group, sid: b32(1), prover: partyIdOf(b32(2)), transcriptHash: b32(3) };
  const { A, z } = proveShare(ctx, X, share, testRng('share proof'));
  const sch = { sid: b32(1), prover: b32(2), label: 'reshare/share', extra: b32(3) };
  expect(verifySch(sch, { X: pointFromBytes(X) }, { A: pointFromBytes(A), z: integerFromBytes(z) })).toEqual({
    ok: true,
  });
});
