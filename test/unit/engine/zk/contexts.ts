/** A context for tests of proofs. */
import type { ProofContext } from '../../../../src/engine/zk/proof-context.ts';
import { testRng } from '../../../protocol/test-rng.ts';

export function contextOf(label: string, hasExtra = true): ProofContext {
  const random = testRng(`context/${label}`);
  return { sid: random(32), prover: random(32), label, extra: hasExtra ? random(32) : new Uint8Array() };
}
