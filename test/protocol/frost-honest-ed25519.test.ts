import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/base/bytes.ts';
import { deriveEd25519 } from '../../src/engine/mpc/derivation/ed25519-derive.ts';
import { verifyWithOpenSsl } from './party.ts';
import { makeKey, resultsOf, signNet, subsets } from './runs.ts';

describe.each([
  { minSigners: 2, partyCount: 3 },
  { minSigners: 3, partyCount: 5 },
])('FROST Ed25519 $minSigners of $partyCount', ({ minSigners, partyCount }) => {
  it('makes one key, with which every subset signs as OpenSSL confirms', () => {
    const { all, shares } = makeKey('ed25519', minSigners, partyCount);
    for (const field of ['transcriptHash', 'groupKey', 'chainCode', 'sid'] as const) {
      expect(new Set(shares.map((share) => bytesToHex(share[field]))).size).toBe(1);
    }
    const message = utf8ToBytes('pay 12.5 SOL to the supplier');
    for (const signers of subsets(all, minSigners)) {
      const { net, nodes } = signNet({ shares, signers, message, name: signers.map(({ name }) => name).join() });
      net.run();
      const [first, ...others] = resultsOf(nodes);
      expect(bytesToHex(first!.publicKey)).toBe(bytesToHex(shares[0]!.groupKey));
      expect(verifyWithOpenSsl(first!.publicKey, message, first!.signature)).toBe(true);
      for (const other of others) expect(other).toEqual(first);
    }
  });
});

it('signs for a derived account', () => {
  const { all, shares } = makeKey('ed25519', 2, 3);
  const message = utf8ToBytes('from account 0/7');
  const { net, nodes } = signNet({ shares, signers: all.slice(1), message, change: () => ({ path: [0, 7] }) });
  net.run();
  const [first] = resultsOf(nodes);
  const { key } = deriveEd25519(shares[0]!.groupKey, shares[0]!.chainCode, [0, 7]);
  expect(bytesToHex(first!.publicKey)).toBe(bytesToHex(key));
  expect(verifyWithOpenSsl(key, message, first!.signature)).toBe(true);
});
