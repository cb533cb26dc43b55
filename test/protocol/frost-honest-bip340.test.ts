import { schnorr } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/base/bytes.ts';
import type { SignOptions } from '../../src/engine/mpc/frost/index.ts';
import { verifyBip340 } from './bip340-verifier.ts';
import { makeKey, resultsOf, signNet, subsets } from './runs.ts';

const message = sha256(utf8ToBytes('sighash'));

describe.each([
  { minSigners: 2, partyCount: 3 },
  { minSigners: 3, partyCount: 5 },
])('FROST BIP-340 $minSigners of $partyCount', ({ minSigners, partyCount }) => {
  it('makes one key, with which every subset signs for a Taproot output', () => {
    const { all, shares } = makeKey('bip340', minSigners, partyCount);
    for (const signers of subsets(all, minSigners)) {
      const { net, nodes } = signNet({ shares, signers, message, name: signers.map(({ name }) => name).join() });
      net.run();
      const [first, ...others] = resultsOf(nodes);
      expect(schnorr.verify(first!.signature, message, first!.publicKey)).toBe(true);
      expect(verifyBip340(first!.publicKey, message, first!.signature)).toBe(true);
      for (const other of others) expect(other).toEqual(first);
    }
  });
});

it.each<[string, Pick<SignOptions, 'path' | 'tweak'>]>([
  [
    'a Taproot output with a script tree',
    { path: [], tweak: { type: 'taproot', merkleRoot: sha256(utf8ToBytes('tree')) } },
  ],
  ['a derived Taproot output', { path: [1, 2], tweak: { type: 'taproot', merkleRoot: new Uint8Array() } }],
])('signs for %s', (_name, change) => {
  const { all, shares } = makeKey('bip340', 2, 3);
  const keys = subsets(all, 2).map((signers) => {
    const { net, nodes } = signNet({ shares, signers, message, change: () => change });
    net.run();
    const [first] = resultsOf(nodes);
    expect(verifyBip340(first!.publicKey, message, first!.signature)).toBe(true);
    return bytesToHex(first!.publicKey);
  });
  expect(new Set(keys).size).toBe(1);
});
