/** What all parties of one run must agree on before it starts, and the session identifier made of it (protocol README, section 5). */
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv, type TlvValue } from '../../../base/tlv.ts';
import { pidBytes, type PartyId } from './party.ts';

export interface CommitteeMember {
  readonly party: PartyId;
  /** Shamir evaluation point: explicit data, because imported keys keep their own points. */
  readonly id: bigint;
}

/** The public parameters of one run. Everything here is hashed into `sid`; nothing in it is secret. */
export interface SessionPlan {
  /** The `scheme` of the key. */
  readonly suite: string;
  readonly profile: string;
  readonly protocol: string;
  readonly protocolVersion: number;
  /** Empty if there is none. */
  readonly keyId: string;
  readonly epoch: number;
  /** All share holders, in pid order. */
  readonly committee: readonly CommitteeMember[];
  readonly minSigners: number;
  /** 32 bytes, or empty for key generation. */
  readonly keyMaterialHash: Uint8Array;
  /** Those who take part in this run, in pid order. */
  readonly participants: readonly PartyId[];
  /** Protocol-specific (README 5, `purpose`). */
  readonly purpose: readonly TlvValue[];
}

/** `paramsHash` of the Ready message: the inputs of `sid` without the nonces. 32 bytes. */
export function paramsHash(plan: SessionPlan): Uint8Array {
  return taggedHash('params', ...fieldsBeforeNonces(plan), tlv.list(plan.purpose));
}

/** `sid`, 32 bytes. `nonces` are those of the participants, in pid order. */
export function deriveSid(plan: SessionPlan, nonces: readonly Uint8Array[]): Uint8Array {
  return taggedHash('sid', ...fieldsBeforeNonces(plan), tlv.list(nonces.map(tlv.bytes)), tlv.list(plan.purpose));
}

function fieldsBeforeNonces(plan: SessionPlan): TlvValue[] {
  return [
    tlv.text(plan.suite),
    tlv.text(plan.profile),
    tlv.text(plan.protocol),
    tlv.u32(plan.protocolVersion),
    tlv.text(plan.keyId),
    tlv.u32(plan.epoch),
    tlv.list(plan.committee.map((member) => tlv.bytes(pidBytes(member.party)))),
    tlv.list(plan.committee.map((member) => tlv.integer(member.id))),
    tlv.u32(plan.minSigners),
    tlv.bytes(plan.keyMaterialHash),
  ];
}

/** Paillier and ring-Pedersen values of one party; keys without auxiliary data have none. */
export interface AuxiliaryPublic {
  readonly N: bigint;
  readonly Nh: bigint;
  readonly s: bigint;
  readonly t: bigint;
}

export interface KeyMaterial {
  /** Group key, canonical point encoding. */
  readonly X: Uint8Array;
  /** Public shares in committee order. */
  readonly Xs: readonly Uint8Array[];
  readonly aux: readonly AuxiliaryPublic[];
  readonly chainCode: Uint8Array;
  /** `rid` of the auxiliary run; empty without one. */
  readonly rid: Uint8Array;
}

/** `keyMaterialHash`, 32 bytes. */
export function keyMaterialHash(material: KeyMaterial): Uint8Array {
  return taggedHash(
    'keymaterial',
    tlv.point(material.X),
    tlv.list(material.Xs.map(tlv.point)),
    tlv.list(material.aux.map((a) => tlv.integer(a.N))),
    tlv.list(material.aux.map((a) => tlv.list([tlv.integer(a.Nh), tlv.integer(a.s), tlv.integer(a.t)]))),
    tlv.bytes(material.chainCode),
    tlv.bytes(material.rid),
  );
}
