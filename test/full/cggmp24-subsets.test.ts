/** Every signing subset of 2/2, 2/3, 3/3, 3/5 and 4/7 signs, in full and with presignatures, with paths of every length (test-plan 3). */
import { describe, it } from 'vitest';
import { deriveBip32 } from '../../src/engine/mpc/derivation/bip32.ts';
import { fullSignNet, makeSigningKey, message, onlineNet, presignNet } from '../protocol/ecdsa-signing-runs.ts';
import { expectSignature } from '../protocol/ecdsa-signatures.ts';
import { resultsOf, subsets } from '../protocol/runs.ts';

describe.each([
  [2, 2],
  [2, 3],
  [3, 3],
  [3, 5],
  [4, 7],
])('%i of %i', (minSigners, partyCount) => {
  const key = makeSigningKey(minSigners, partyCount);
  const [first] = key.shares;
  const sets = subsets(key.all, minSigners).map((signers, i) => ({ signers, path: [0, 1, 2, 3, 4].slice(0, i % 6) }));

  it.each(sets)('signers $#', ({ signers, path }) => {
    const { key: childKey } = deriveBip32(first!.groupKey, first!.chainCode, path);
    const presigning = presignNet({ ...key, signers, path });
    presigning.net.run();
    const online = onlineNet({ ...key, signers, path, presignatures: resultsOf(presigning.nodes) });
    online.net.run();
    for (const signature of resultsOf(online.nodes)) expectSignature(signature, message, childKey);
    if (partyCount > 3) return;
    const full = fullSignNet({ ...key, signers, path });
    full.net.run();
    for (const signature of resultsOf(full.nodes)) expectSignature(signature, message, childKey);
  });
});
