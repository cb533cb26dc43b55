/** Pi-sch (zk.md 2) over the group of any scheme: a new member knows the share behind its X'_j (reshare.md 2, round 3). */
import type { Random } from '../../../base/random.ts';
import { taggedStream } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import { integerFromBytes, mod } from '../../crypto/integers.ts';
import { forgetAll, respond, SecretInteger } from '../../crypto/secret-integer.ts';
import type { Group } from '../frost/group.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import { randomScalarOf } from './field.ts';

export interface ShareProofContext {
  readonly group: Group;
  readonly sid: Uint8Array;
  readonly prover: PartyId;
  /** Transcript hash T of the reshare: `extra` of zk.md 1. */
  readonly transcriptHash: Uint8Array;
}

export interface ShareProof {
  /** First message `a·G`. */
  readonly A: Uint8Array;
  /** `a + e x'_j`, a scalar in the curve's byte order. */
  readonly z: Uint8Array;
}

/** Proves knowledge of `share` with `X = share·G`. */
export function proveShare(ctx: ShareProofContext, X: Uint8Array, share: SecretInteger, random: Random): ShareProof {
  const { group } = ctx;
  const a = SecretInteger.of(randomScalarOf(group, random));
  try {
    const A = a.use((value) => group.multiplyBase(value));
    const z = mod(respond(a, challenge(ctx, X, A), share), group.order);
    return { A, z: group.scalarToBytes(z) };
  } finally {
    forgetAll(a);
  }
}

/** `z·G == A + e·X`, with A in the prime-order group. Encodings have been checked by the codec. */
export function isShareProof(ctx: ShareProofContext, X: Uint8Array, { A, z }: ShareProof): boolean {
  const { group } = ctx;
  const response = group.parseScalar(z);
  return response !== undefined && group.isTorsionFree(A) && group.isSchnorr(response, A, challenge(ctx, X, A), X);
}

/** primitives.md 7.2 for any group order: blocks of 32 bytes that are not below it are skipped, never reduced. */
function challenge({ group, sid, prover, transcriptHash }: ShareProofContext, X: Uint8Array, A: Uint8Array): bigint {
  const ctx = [tlv.bytes(sid), tlv.bytes(pidBytes(prover)), tlv.text('reshare/share'), tlv.bytes(transcriptHash)];
  const stream = taggedStream('sch', tlv.list(ctx), tlv.point(X), tlv.point(A));
  for (;;) {
    const e = integerFromBytes(stream(32));
    if (e < group.order) return e;
  }
}
