/** What the parties of a presigning or full signing run agree on: the plan that `sid` binds, and its bytes for third parties. */
import {
  bytesCodec,
  decodeWith,
  DecodeError,
  encodeWith,
  integerCodec,
  listCodec,
  structCodec,
  textCodec,
  u32Codec,
} from '../../../base/tlv-decode.ts';
import { tlv, type TlvValue } from '../../../base/tlv.ts';
import { bitLength, integerToBytes } from '../../crypto/integers.ts';
import { profileOf } from '../../crypto/parameters.ts';
import { pointFromBytes, q } from '../../crypto/secp256k1.ts';
import { partyIdOf, pidBytes } from '../protocol/party.ts';
import { keyMaterialHash, type AuxiliaryPublic, type SessionPlan } from '../protocol/plan.ts';
import { ECDSA, MAX_PARTY_COUNT } from './key-share.ts';
import { MAX_PATH_LENGTH, memberOf, type SigningKey, type SigningRequest, type SigningSetup } from './signing-setup.ts';

export const PRESIGN = 'presign';
export const FULL_SIGN = 'sign';

type PlanRecord = {
  readonly profile: string;
  readonly keyId: string;
  readonly epoch: number;
  readonly minSigners: number;
  readonly parties: readonly { readonly pid: Uint8Array; readonly id: bigint }[];
  readonly groupKey: Uint8Array;
  readonly publicShares: readonly Uint8Array[];
  readonly chainCode: Uint8Array;
  readonly rid: Uint8Array;
  readonly aux: readonly AuxiliaryPublic[];
  readonly signers: readonly Uint8Array[];
  readonly path: readonly number[];
  /** One for full signing, none for presigning. */
  readonly messageHash: readonly Uint8Array[];
};

const b32 = bytesCodec({ exact: 32 });
const b33 = bytesCodec({ exact: 33 });
/** Moduli of the largest profile; their exact lengths are checked after decoding. */
const modulus = integerCodec(384);
const perParty = { min: 2, max: MAX_PARTY_COUNT };

const planCodec = structCodec<PlanRecord>({
  profile: textCodec(16),
  keyId: textCodec(64),
  epoch: u32Codec,
  minSigners: u32Codec,
  parties: listCodec(structCodec<{ pid: Uint8Array; id: bigint }>({ pid: b32, id: integerCodec(32) }), perParty),
  groupKey: b33,
  publicShares: listCodec(b33, perParty),
  chainCode: b32,
  rid: b32,
  aux: listCodec(
    structCodec<{ N: bigint; Nh: bigint; s: bigint; t: bigint }>({ N: modulus, Nh: modulus, s: modulus, t: modulus }),
    perParty,
  ),
  signers: listCodec(b32, perParty),
  path: listCodec(u32Codec, { min: 0, max: MAX_PATH_LENGTH }),
  messageHash: listCodec(b32, { min: 0, max: 1 }),
});

/** A request as a third party reads it from a plan. */
export interface PlannedSigning extends SigningRequest {
  /** 32 bytes; only of full signing. */
  readonly messageHash: Uint8Array | undefined;
}

const plans = new WeakMap<SigningRequest, Uint8Array>();

/** Plan bytes of a run without a message, once for each request object: an online run carries those of its presigning. */
export function presigningPlanBytes(request: SigningRequest): Uint8Array {
  const known = plans.get(request);
  if (known !== undefined) return known;
  const bytes = encodeSigningPlan(request, undefined);
  plans.set(request, bytes);
  return bytes;
}

export function encodeSigningPlan(request: SigningRequest, messageHash: Uint8Array | undefined): Uint8Array {
  const { key, signers, path } = request;
  const { profile, keyId, epoch, minSigners, parties, groupKey, publicShares, chainCode, aux } = key;
  return encodeWith(planCodec, {
    ...{ profile, keyId, epoch, minSigners, parties, groupKey, publicShares, chainCode },
    rid: aux.rid,
    aux: aux.publics.map(({ N, Nh, s, t }) => ({ N, Nh, s, t })),
    signers: signers.map(pidBytes),
    path,
    messageHash: messageHash === undefined ? [] : [messageHash],
  });
}

/** @throws DecodeError for a malformed plan; `setUpSigning` judges the rest */
export function decodeSigningPlan(bytes: Uint8Array): PlannedSigning {
  const { profile, rid, aux, signers, path, messageHash, ...rest } = decodeWith(planCodec, bytes);
  const { name, modulusBits } = profileOf(profile);
  const key: SigningKey = { ...rest, scheme: ECDSA, profile: name, aux: { rid, publics: aux } };
  const count = key.parties.length;
  const isShaped =
    key.publicShares.length === count &&
    aux.length === count &&
    new Set(key.parties.map(({ id }) => id)).size === count &&
    key.parties.every(({ id }) => id > 0n && id < q) &&
    aux.every(({ N, Nh }) => isModulus(N, modulusBits) && isModulus(Nh, modulusBits));
  if (!isShaped) throw new DecodeError('the key of the plan is not valid');
  // Derivation and sums take points for granted; in an evidence bundle they are anybody's bytes
  for (const point of [key.groupKey, ...key.publicShares]) pointFromBytes(point);
  return { key, signers: signers.map(partyIdOf), path, messageHash: messageHash[0] };
}

function isModulus(N: bigint, bits: number): boolean {
  return bitLength(N) === bits && N % 2n === 1n;
}

const materials = new WeakMap<SigningKey, Uint8Array>();

/** `keyMaterialHash` of a key, once for each key object: its moduli make it long. */
function materialOf(key: SigningKey): Uint8Array {
  const known = materials.get(key);
  if (known !== undefined) return known;
  const { groupKey: X, publicShares: Xs, chainCode, aux } = key;
  const hash = keyMaterialHash({ X, Xs, chainCode, aux: aux.publics, rid: aux.rid });
  materials.set(key, hash);
  return hash;
}

/** The session plan of a run; `purpose` as in README 5. `messageHash` (32 bytes) makes it a full signing run. */
export function signingPlanOf(setup: SigningSetup, messageHash: Uint8Array | undefined): SessionPlan {
  const { key, signers } = setup;
  return {
    suite: key.scheme,
    profile: key.profile,
    protocol: messageHash === undefined ? PRESIGN : FULL_SIGN,
    protocolVersion: 1,
    keyId: key.keyId,
    epoch: key.epoch,
    committee: key.parties.map(({ pid, id }) => ({ party: partyIdOf(pid), id })),
    minSigners: key.minSigners,
    keyMaterialHash: materialOf(key),
    participants: signers,
    purpose: purposeOf(setup, messageHash),
  };
}

function purposeOf(setup: SigningSetup, messageHash: Uint8Array | undefined): TlvValue[] {
  const { order, path, shift } = setup;
  return [
    tlv.list(order.map((party) => tlv.integer(memberOf(setup, party).id))),
    tlv.list(path.map(tlv.u32)),
    tlv.scalar(integerToBytes(shift, 32)),
    messageHash === undefined ? tlv.text('presign') : tlv.bytes(messageHash),
  ];
}
