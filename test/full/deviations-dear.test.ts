/** One hundred more sessions with one random deviation each, in the protocols with long proofs: auxiliary information, presigning, full signing. */
import { expect, it } from 'vitest';
import { runDeviants } from '../protocol/deviant-runs.ts';
import { auxiliary, ecdsaSigning, type RunKind } from '../protocol/run-kinds.ts';

it.each<[string, number, () => RunKind]>([
  ['presigning, two signers', 36, () => ecdsaSigning().presign],
  ['presigning, three signers', 8, () => ecdsaSigning(3).presign],
  ['full signing', 30, () => ecdsaSigning().full],
  ['auxiliary information, two parties', 16, () => auxiliary(2)],
  ['auxiliary information, three parties', 4, () => auxiliary(3)],
])('%s: %i sessions', (_name, count, make) => {
  const outcomes = runDeviants(make(), count);
  expect([...outcomes.values()].reduce((sum, n) => sum + n)).toBeGreaterThanOrEqual(count);
});
