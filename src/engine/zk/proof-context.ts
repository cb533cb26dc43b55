/** What every proof is bound to, and its transcript stream (primitives.md 7.1, zk.md 1). */
import { taggedStream, type HashStream } from '../../base/tagged-hash.ts';
import { tlv, type TlvValue } from '../../base/tlv.ts';
import type { RingPedersen } from '../crypto/ring-pedersen.ts';
import { pointToBytes, type Point } from '../crypto/secp256k1.ts';

/** `ctx = [sid, proverPid, label, extra]`. A proof made in one context is worthless in every other. */
export interface ProofContext {
  /** Session id, 32 bytes. */
  readonly sid: Uint8Array;
  /** Party id of the prover, 32 bytes. */
  readonly prover: Uint8Array;
  /** Which statement of the protocol is proven: zk.md 1. */
  readonly label: string;
  /** The 32-byte values that zk.md 1 demands for the label, concatenated; empty if none. */
  readonly extra: Uint8Array;
}

/** Tags of the registry (README 14) that a proof may hash under. */
export type ProofTag = 'sch' | 'prm' | 'mod' | 'fac' | 'enc-elg' | 'elog' | 'aff-g' | 'aff-g*' | 'dec';

/** `TR(tag, ctx, fields...)`: ring-Pedersen values of the verifier first, then the statement, then the whole first message. */
export function proofStream(tag: ProofTag, ctx: ProofContext, ...fields: readonly TlvValue[]): HashStream {
  return taggedStream(tag, contextField(ctx), ...fields);
}

function contextField({ sid, prover, label, extra }: ProofContext): TlvValue {
  return tlv.list([tlv.bytes(sid), tlv.bytes(prover), tlv.text(label), tlv.bytes(extra)]);
}

/** The three ring-Pedersen values as three separate fields. */
export function ringPedersenFields({ Nh, s, t }: RingPedersen): readonly TlvValue[] {
  return integerFields(Nh, s, t);
}

export function integerFields(...values: readonly bigint[]): readonly TlvValue[] {
  return values.map((value) => tlv.integer(value));
}

export function pointFields(...points: readonly Point[]): readonly TlvValue[] {
  return points.map((point) => tlv.point(pointToBytes(point)));
}
