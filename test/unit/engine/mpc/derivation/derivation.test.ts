import { schnorr, schnorr_FROST, secp256k1, secp256k1_FROST, __TEST } from '@noble/curves/secp256k1.js';
import { ed25519, ed25519_FROST } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex, utf8ToBytes } from '../../../../../src/base/bytes.ts';
import { taggedStream } from '../../../../../src/base/tagged-hash.ts';
import { tlv } from '../../../../../src/base/tlv.ts';
import { deriveBip32 } from '../../../../../src/engine/mpc/derivation/bip32.ts';
import { derivePackage, type OutputTweak } from '../../../../../src/engine/mpc/derivation/derive-package.ts';
import { deriveEd25519 } from '../../../../../src/engine/mpc/derivation/ed25519-derive.ts';
import {
  addTweak,
  even,
  groupKeyOf,
  negate,
  type KeyPackage,
} from '../../../../../src/engine/mpc/frost/key-package.ts';
import { suiteOf } from '../../../../../src/engine/mpc/frost/suite.ts';
import { verifyBip340 } from '../../../../protocol/bip340-verifier.ts';
import { subsets } from '../../../../protocol/runs.ts';
import { testRng } from '../../../../protocol/test-rng.ts';
import vectors from '../../../../vectors/bip32.json' with { type: 'json' };

describe('BIP32', () => {
  it.each(vectors.cases)('path $path', ({ X, chainCode, path, shift, childX, childChainCode }) => {
    const derived = deriveBip32(bytesFromHex(X), bytesFromHex(chainCode), path);
    expect(derived.shift).toBe(BigInt(`0x${shift}`));
    expect(bytesToHex(derived.key)).toBe(childX);
    expect(bytesToHex(derived.chainCode)).toBe(childChainCode);
  });

  it('gives the published child of test vector 2', () => {
    const { X, chainCode, path, childX } = vectors.published;
    const derived = deriveBip32(bytesFromHex(X), bytesFromHex(chainCode), path);
    expect(bytesToHex(derived.key)).toBe(childX);
    expect(derived.shift.toString(16)).toBe('60e3739cc2c3950b7c4d7f32cc503e13b996d0f7a45623d0a914e1efa7f811e0');
    expect(bytesToHex(derived.chainCode)).toBe('f0909affaa7ee7abe5dd4e100598d4dc53cd709d5a5c2cac40e7412f232f7c9c');
  });

  it.each(vectors.invalidPaths)('refuses path %j', (...path) => {
    const { X, chainCode } = vectors.published;
    expect(() => deriveBip32(bytesFromHex(X), bytesFromHex(chainCode), path)).toThrow(
      expect.objectContaining({ code: 'PATH_INVALID' }),
    );
    expect(() => deriveEd25519(ed25519.Point.BASE.toBytes(), bytesFromHex(chainCode), path)).toThrow(
      expect.objectContaining({ code: 'PATH_INVALID' }),
    );
  });
});

/** Packages of all three holders of a 2-of-3 key; the library's dealer serves as an oracle in tests only. */
function dealt(library: typeof schnorr_FROST, seed: string): KeyPackage[] {
  const rng = testRng(seed);
  const deal = library.trustedDealer({ min: 2, max: 3 }, undefined, undefined, (n = 32) => new Uint8Array(rng(n)));
  return Object.values(deal.secretShares).map((secret) => ({ public: deal.public, secret }));
}

/** Signs with a subset of packages; every package carries the same public part. */
function signWith(library: typeof schnorr_FROST, packages: readonly KeyPackage[], message: Uint8Array): Uint8Array {
  const pub = packages[0]!.public;
  const committed = packages.map((pkg) => ({ secret: pkg.secret!, ...library.commit(pkg.secret!) }));
  const list = committed.map(({ commitments }) => commitments);
  const shares = committed.map(
    ({ secret, nonces }) => [secret.identifier, library.signShare(secret, pub, nonces, list, message)] as const,
  );
  return library.aggregate(pub, list, message, Object.fromEntries(shares));
}

describe('Ed25519 derivation', () => {
  it('reads the stream as the specification says', () => {
    const [A, c] = [ed25519.Point.BASE.toBytes(), sha256(utf8ToBytes('c'))];
    const stream = taggedStream('ed25519-derive', tlv.bytes(c), tlv.point(A), tlv.u32(7));
    const u = BigInt(`0x${Buffer.from(stream(64)).reverse().toString('hex')}`) % ed25519.Point.Fn.ORDER;
    const derived = deriveEd25519(A, c, [7]);
    expect(derived.shift).toBe(u);
    expect(bytesToHex(derived.key)).toBe(
      bytesToHex(ed25519.Point.BASE.multiply((u + 1n) % ed25519.Point.Fn.ORDER).toBytes()),
    );
    expect(bytesToHex(derived.chainCode)).toBe(bytesToHex(stream(32)));
  });

  it('is the same for one path or step by step, and differs per index and chain code', () => {
    const [A, c] = [ed25519.Point.BASE.toBytes(), sha256(utf8ToBytes('c'))];
    const first = deriveEd25519(A, c, [1]);
    const both = deriveEd25519(A, c, [1, 2]);
    expect(bytesToHex(deriveEd25519(first.key, first.chainCode, [2]).key)).toBe(bytesToHex(both.key));
    const keys = [[], [0], [1], [1, 2], [2, 1]].map((path) => bytesToHex(deriveEd25519(A, c, path).key));
    expect(new Set([...keys, bytesToHex(deriveEd25519(A, A, [0]).key)]).size).toBe(6);
  });

  it('signs for the child with every subset', () => {
    const suite = suiteOf('ed25519');
    const packages = dealt(ed25519_FROST, 'ed');
    const raw = groupKeyOf(packages[0]!);
    const { shift, key } = deriveEd25519(raw, sha256(raw), [0, 1]);
    const children = packages.map((pkg) => derivePackage(suite, pkg, shift, { type: 'none' }));
    for (const signers of subsets(children, 2)) {
      const message = utf8ToBytes('child');
      expect(suite.verify(signWith(ed25519_FROST, signers, message), message, key)).toBe(true);
    }
  });
});

describe('packages', () => {
  const suite = suiteOf('bip340');

  it('refuses a tweak of zero or the group order', () => {
    const [pkg] = dealt(secp256k1_FROST, 'a');
    for (const u of [0n, suite.group.order, -1n]) {
      expect(() => addTweak(suite, pkg!, u)).toThrow(expect.objectContaining({ code: 'TWEAK_INVALID' }));
    }
  });

  it('keeps share and public share together under every operation', () => {
    for (const pkg of dealt(secp256k1_FROST, 'b')) {
      for (const changed of [
        addTweak(suite, pkg, 99n),
        negate(suite, pkg),
        even(suite, pkg),
        negate(suite, addTweak(suite, pkg, 5n)),
      ]) {
        expect(() => secp256k1_FROST.validateSecret(changed.secret!, changed.public)).not.toThrow();
        const own = changed.public.verifyingShares[changed.secret!.identifier]!;
        expect(bytesToHex(own)).toBe(
          bytesToHex(suite.group.multiplyBase(suite.group.parseScalar(changed.secret!.signingShare)!)),
        );
      }
      expect(suite.group.hasEvenY(groupKeyOf(even(suite, pkg)))).toBe(true);
    }
  });

  it('tweaks as the helper inside the library does', () => {
    for (const seed of ['c', 'd', 'e', 'f']) {
      const [pkg] = dealt(secp256k1_FROST, seed);
      for (const merkleRoot of [new Uint8Array(), sha256(utf8ToBytes('root'))]) {
        const ours = derivePackage(suite, pkg!, 0n, { type: 'taproot', merkleRoot });
        expect(ours.public).toEqual(__TEST.frostTweakPublic(pkg!.public, merkleRoot));
        expect(ours.secret).toEqual(__TEST.frostTweakSecret(pkg!.secret!, pkg!.public, merkleRoot));
      }
    }
  });
});

describe('Taproot', () => {
  const suite = suiteOf('bip340');
  const { Point } = secp256k1;
  const isEven = (key: Uint8Array) => suite.group.hasEvenY(key);

  it('signs with every subset for lift_x(px) + h·G, in all eight combinations of parity', () => {
    const seen = new Set<string>();
    const message = sha256(utf8ToBytes('sighash'));
    for (let attempt = 0; seen.size < 8 && attempt < 200; attempt += 1) {
      const packages = dealt(secp256k1_FROST, `tap/${attempt}`);
      const raw = groupKeyOf(packages[0]!);
      const { shift, key: child } = deriveBip32(raw, sha256(raw), [attempt]);
      const merkleRoot = attempt % 2 === 0 ? new Uint8Array() : sha256(raw);
      const tweak: OutputTweak = { type: 'taproot', merkleRoot };
      const output = groupKeyOf(derivePackage(suite, { public: packages[0]!.public }, shift, tweak));
      const parity = [raw, child, output].map((key) => (isEven(key) ? 'even' : 'odd')).join();
      if (seen.has(parity)) continue;
      seen.add(parity);

      const px = child.slice(1);
      const h = BigInt(`0x${bytesToHex(schnorr.utils.taggedHash('TapTweak', Uint8Array.of(...px, ...merkleRoot)))}`);
      const Q = schnorr.utils
        .lift_x(BigInt(`0x${bytesToHex(px)}`))
        .add(Point.BASE.multiply(h))
        .toBytes();
      expect(bytesToHex(suite.outputKey(output))).toBe(bytesToHex(Q.slice(1)));

      const outputs = packages.map((pkg) => derivePackage(suite, pkg, shift, tweak));
      for (const signers of subsets(outputs, 2)) {
        const signature = signWith(schnorr_FROST, signers, message);
        expect(schnorr.verify(signature, message, Q.slice(1))).toBe(true);
        expect(verifyBip340(Q.slice(1), message, signature)).toBe(true);
      }
    }
    expect(seen.size).toBe(8);
  });

  it('leaves the package it was given untouched and never shares its secret bytes', () => {
    const [pkg] = dealt(secp256k1_FROST, 'own');
    const before = bytesToHex(pkg!.secret!.signingShare);
    derivePackage(suite, pkg!, 7n, { type: 'taproot', merkleRoot: new Uint8Array() });
    const copy = derivePackage(suite, pkg!, 0n, { type: 'none' });
    expect(copy.secret!.signingShare).not.toBe(pkg!.secret!.signingShare);
    expect(bytesToHex(pkg!.secret!.signingShare)).toBe(before);
  });
});
