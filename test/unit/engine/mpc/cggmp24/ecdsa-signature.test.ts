import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../../src/base/errors.ts';
import { verifyEcdsaSha256 } from '../../../../../src/engine/crypto/ecdsa-openssl.ts';
import { inverse, mod } from '../../../../../src/engine/crypto/integers.ts';
import { G, IDENTITY, q, type Point } from '../../../../../src/engine/crypto/secp256k1.ts';
import { SecretInteger } from '../../../../../src/engine/crypto/secret-integer.ts';
import {
  assembleSignature,
  compactOf,
  lowS,
  recoveryIdOf,
} from '../../../../../src/engine/mpc/cggmp24/ecdsa-signature.ts';
import { hashMessage } from '../../../../../src/engine/mpc/cggmp24/signable-message.ts';
import {
  isSignatureShare,
  makeSignatureShare,
  messageScalar,
  signatureR,
} from '../../../../../src/engine/mpc/cggmp24/signature-share.ts';
import { ProtocolStop } from '../../../../../src/engine/mpc/protocol/abort.ts';

/** A signature by two shares of the nonce's inverse and of the key divided by it: k~ = 1/k, Gamma = k·G, chi~ = x/k. */
function shared(x: bigint, k: bigint, messageHash: Uint8Array) {
  const Gamma = G.multiply(k);
  const [kt, chit] = [inverse(k, q), mod(x * inverse(k, q), q)];
  const parts = [
    { kt: 5n, chit: 7n },
    { kt: mod(kt - 5n, q), chit: mod(chit - 7n, q) },
  ];
  const sigmas = parts.map((part) =>
    makeSignatureShare({ kt: SecretInteger.of(part.kt), chit: SecretInteger.of(part.chit) }, Gamma, messageHash),
  );
  const keys = parts.map((part) => ({
    Gamma,
    Delta: Gamma.multiply(part.kt),
    S: Gamma.multiply(part.chit),
    delta: 1n,
  }));
  return { Gamma, childKey: G.multiply(x), sigmas, keys };
}

const bytes = new TextEncoder().encode('message');
const { messageHash } = hashMessage({ hash: 'sha256', bytes });

describe('a signature of shares', () => {
  it('verifies, has a low s and recovers the key, for both parities and both halves of s', () => {
    const seen = new Set<string>();
    for (let k = 2n; k < 40n; k += 1n) {
      const { Gamma, childKey, sigmas, keys } = shared(12345n, k, messageHash);
      keys.forEach((shareKey, i) => expect(isSignatureShare(shareKey, messageHash, sigmas[i]!)).toBe(true));
      const signature = assembleSignature({ Gamma, childKey, sigmas, messageHash, preimage: bytes });
      const sum = mod(sigmas[0]! + sigmas[1]!, q);
      seen.add(`${Gamma.toAffine().y & 1n} ${sum > q / 2n}`);
      expect(secp256k1.verify(compactOf(signature), messageHash, signature.publicKey, { prehash: false })).toBe(true);
      expect(verifyEcdsaSha256(signature.publicKey, bytes, compactOf(signature))).toBe(true);
    }
    expect(seen.size).toBe(4);
  });

  it('for the message hash 0 needs only the second half of the check', () => {
    const zero = new Uint8Array(32);
    const { keys, sigmas } = shared(99n, 17n, zero);
    expect(messageScalar(zero)).toBe(0n);
    expect(isSignatureShare(keys[0]!, zero, sigmas[0]!)).toBe(true);
    expect(isSignatureShare(keys[0]!, zero, sigmas[1]!)).toBe(false);
  });

  it('is refused as our own bug when it does not verify', () => {
    const { Gamma, childKey, sigmas } = shared(12345n, 3n, messageHash);
    const parts = { Gamma, childKey, sigmas, messageHash, preimage: undefined };
    const stopped = (change: object) => () => assembleSignature({ ...parts, ...change });
    expect(stopped({ sigmas: [sigmas[0]!] })).toThrow(ProtocolStop);
    expect(stopped({ childKey: G })).toThrow(ProtocolStop);
    // The same r, another recovery id: only the key that is recovered differs
    expect(stopped({ Gamma: Gamma.negate() })).toThrow(ProtocolStop);
    expect(stopped({ messageHash: new Uint8Array(32) })).toThrow(ProtocolStop);
    expect(stopped({ preimage: Uint8Array.of(1) })).toThrow(/second verifier/);
  });
});

describe('a signature share', () => {
  const { keys, sigmas } = shared(4n, 9n, messageHash);
  it('out of range is refused', () => {
    expect(isSignatureShare(keys[0]!, messageHash, sigmas[0]! + q)).toBe(false);
    expect(isSignatureShare(keys[0]!, messageHash, sigmas[0]! - q)).toBe(false);
  });
  it('is checked against points divided by delta', () => {
    const delta = 77n;
    const { Gamma, Delta, S } = keys[0]!;
    const scaled = { Gamma, Delta: Delta.multiply(delta), S: S.multiply(delta), delta };
    expect(isSignatureShare(scaled, messageHash, sigmas[0]!)).toBe(true);
    expect(isSignatureShare({ ...scaled, delta: 78n }, messageHash, sigmas[0]!)).toBe(false);
  });
});

describe('the recovery id', () => {
  const at = (x: bigint, y: bigint): Point => ({ toAffine: () => ({ x, y }) }) as unknown as Point;
  it('is the parity of the nonce point, plus 2 where its x is not below q', () => {
    expect([at(5n, 4n), at(5n, 3n), at(q, 4n), at(q + 1n, 3n)].map(recoveryIdOf)).toEqual([0, 1, 2, 3]);
    expect(signatureR(at(q + 1n, 3n))).toBe(1n);
  });
  it('changes its parity when s is negated', () => {
    const half = (q - 1n) / 2n;
    expect(lowS(half, 2)).toEqual({ s: half, recoveryId: 2 });
    expect(lowS(half + 1n, 2)).toEqual({ s: half, recoveryId: 3 });
    expect(lowS(q - 1n, 1)).toEqual({ s: 1n, recoveryId: 0 });
  });
});

describe('a message', () => {
  it('is hashed as its chain does', () => {
    expect(hashMessage({ hash: 'keccak256', bytes }).messageHash).toEqual(keccak_256(bytes));
    expect(hashMessage({ hash: 'sha256', bytes })).toEqual({ messageHash: sha256(bytes), preimage: bytes });
    expect(hashMessage({ hash: 'sha256d', bytes })).toEqual({
      messageHash: sha256(sha256(bytes)),
      preimage: sha256(bytes),
    });
  });
  it.each([{}, { hash: 'none', bytes }, { hash: 'sha256', bytes: [1] }, new Uint8Array(32)])('is not %o', (value) => {
    let code: string | undefined;
    try {
      hashMessage(value as never);
    } catch (error) {
      code = codeOf(error);
    }
    expect(code).toBe('MESSAGE_INVALID');
  });
});

it('OpenSSL answers no to anything malformed', () => {
  expect(verifyEcdsaSha256(new Uint8Array(33), bytes, new Uint8Array(64))).toBe(false);
  expect(verifyEcdsaSha256(new Uint8Array(0), bytes, new Uint8Array(1))).toBe(false);
  expect(IDENTITY.is0()).toBe(true);
});
