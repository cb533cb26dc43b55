import { describe, expect, it } from 'vitest';
import { schnorr } from '@noble/curves/secp256k1.js';
import { bytesToHex, utf8ToBytes } from '../../src/base/bytes.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { verifyWithOpenSsl } from './party.ts';
import { makeKey, resultsOf, signNet, subsets } from './runs.ts';

describe.each([
  { minSigners: 2, partyCount: 3 },
  { minSigners: 3, partyCount: 5 },
])('FROST $minSigners of $partyCount', ({ minSigners, partyCount }) => {
  it('makes an Ed25519 key with which every subset signs, as OpenSSL confirms', () => {
    const { all, shares } = makeKey('ed25519', minSigners, partyCount);
    expect(new Set(shares.map((share) => bytesToHex(share.transcriptHash))).size).toBe(1);
    const message = utf8ToBytes('pay 12.5 SOL to the supplier');
    for (const signers of subsets(all, minSigners)) {
      const { net, nodes } = signNet({ shares, signers, message });
      net.run();
      for (const { signature, publicKey } of resultsOf(nodes)) {
        expect(bytesToHex(publicKey)).toBe(bytesToHex(shares[0]!.groupKey));
        expect(verifyWithOpenSsl(publicKey, message, signature)).toBe(true);
      }
    }
  });

  it('makes a BIP-340 key with which every subset signs for a Taproot output', () => {
    const { all, shares } = makeKey('bip340', minSigners, partyCount);
    const message = sha256(utf8ToBytes('sighash'));
    for (const signers of subsets(all, minSigners)) {
      const { net, nodes } = signNet({ shares, signers, message });
      net.run();
      for (const { signature, publicKey } of resultsOf(nodes))
        expect(schnorr.verify(signature, message, publicKey)).toBe(true);
    }
  });
});
