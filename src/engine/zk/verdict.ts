/** What a verifier says: accepted, or the code of the first check that fails (zk.md, "Codes"). */
import { DecodeError, decodeWith, type TlvCodec } from '../../base/tlv-decode.ts';

export type ZkVerdict = { readonly ok: true } | { readonly ok: false; readonly code: string };

const ACCEPTED: ZkVerdict = { ok: true };

export const rejected = (code: string): ZkVerdict => ({ ok: false, code });

/**
 * Runs the checks of one proof in ascending order of their number in zk.md and stops at the first that does not hold: `<tag>.<k>`. A check
 * that ranges over repetitions is evaluated for all items before the next number starts, because it is one function. Checks decide, they
 * do not throw: every value is group- and range-checked by a lower number before arithmetic that could refuse it.
 */
export function firstFailure(tag: string, checks: Readonly<Record<number, () => boolean>>): ZkVerdict {
  // Integer-like keys of an object are enumerated in ascending order, whatever the order in which they were written.
  for (const [number, holds] of Object.entries(checks)) if (!holds()) return rejected(`${tag}.${number}`);
  return ACCEPTED;
}

/** Decodes a stand-alone proof (cggmp24.md 12) and verifies it: `decode` for anything that is not exactly one canonical proof. */
export function verdictOfBytes<P>(codec: TlvCodec<P>, bytes: Uint8Array, verify: (proof: P) => ZkVerdict): ZkVerdict {
  let proof: P;
  try {
    proof = decodeWith(codec, bytes);
  } catch (error) {
    if (error instanceof DecodeError) return rejected('decode');
    throw error;
  }
  return verify(proof);
}

/** `inR(z, 2^bits)` of zk.md: `-2^bits <= z <= 2^bits`. */
export function isWithin(z: bigint, bits: bigint | number): boolean {
  const bound = 1n << BigInt(bits);
  return -bound <= z && z <= bound;
}
