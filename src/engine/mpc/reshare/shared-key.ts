/** What is public about a sharing, in one form for all schemes: the input of a reshare or repair on which everybody must agree (reshare.md 1). */
import { bytesEqual, compareBytes } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import {
  bytesCodec,
  decodeWith,
  encodeWith,
  integerCodec,
  listCodec,
  structCodec,
  textCodec,
  u32Codec,
  type TlvCodec,
} from '../../../base/tlv-decode.ts';
import type { Group } from '../frost/group.ts';
import { partyIdOf, type PartyId } from '../protocol/party.ts';
import { keyMaterialHash } from '../protocol/plan.ts';
import { interpolate } from './field.ts';
import { groupOf, isProfileOf, maxIdOf, type KeyScheme } from './scheme.ts';

export const MAX_PARTY_COUNT = 64;

export type KeyHolder = {
  /** 32 bytes. */
  readonly pid: Uint8Array;
  /** Shamir evaluation point, `1 <= id < q`. */
  readonly id: bigint;
  /** X_i in the curve's point encoding. */
  readonly publicShare: Uint8Array;
};

/** The public side of one epoch of a key. */
export type SharedKey = {
  readonly scheme: KeyScheme;
  readonly profile: string;
  /** 1 to 64 bytes. */
  readonly keyId: string;
  readonly epoch: number;
  /** t */
  readonly minSigners: number;
  /** O, in pid order. */
  readonly holders: readonly KeyHolder[];
  /** X */
  readonly groupKey: Uint8Array;
  /** 32 bytes. */
  readonly chainCode: Uint8Array;
  /** Of the run that made this epoch, 32 bytes. */
  readonly transcriptHash: Uint8Array;
  /** Session that made this epoch, 32 bytes. */
  readonly sid: Uint8Array;
};

const b32 = bytesCodec({ exact: 32 });
/** A point as bytes: only `assertSharedKey` knows the curve. */
const pointBytes = bytesCodec({ max: 33 });

/** The encoding inside plans, and of the statements with which old holders describe the key to a new device. */
export const sharedKeyCodec: TlvCodec<SharedKey> = structCodec<SharedKey>({
  scheme: textCodec(16) as TlvCodec<KeyScheme>,
  profile: textCodec(8),
  keyId: textCodec(64),
  epoch: u32Codec,
  minSigners: u32Codec,
  holders: listCodec(structCodec<KeyHolder>({ pid: b32, id: integerCodec(32), publicShare: pointBytes }), {
    min: 2,
    max: MAX_PARTY_COUNT,
  }),
  groupKey: pointBytes,
  chainCode: b32,
  transcriptHash: b32,
  sid: b32,
});

/** Encodes what a holder states about its key. */
export function encodeSharedKey(key: SharedKey): Uint8Array {
  return encodeWith(sharedKeyCodec, key);
}

/** @throws AppError `decode` or `PLAN_INVALID` */
export function decodeSharedKey(bytes: Uint8Array): SharedKey {
  const key = decodeWith(sharedKeyCodec, bytes);
  assertSharedKey(key);
  return key;
}

/**
 * Numbers, order, ids (README 4: none is 0, none reaches q, none twice), points of the prime-order group, and all X_i on one polynomial of
 * degree t - 1 with value X at 0.
 * @throws AppError `PLAN_INVALID`
 */
export function assertSharedKey(key: SharedKey): void {
  const group = groupOf(key.scheme);
  const { minSigners, holders } = key;
  demandPlan(minSigners >= 2 && minSigners <= holders.length, 'the number of signers does not fit the committee');
  demandPlan(key.keyId.length > 0, 'the key has no identifier');
  demandPlan(isProfileOf(key.scheme, key.profile), 'the key has a profile of another scheme');
  assertCommittee(key.scheme, holders);
  const points = [key.groupKey, ...holders.map(({ publicShare }) => publicShare)];
  demandPlan(
    points.every((point) => group.isPoint(point) && group.isTorsionFree(point)),
    'a point is not in the prime-order group',
  );
  demandPlan(isOnePolynomial(group, key), 'the public shares do not interpolate to the group key');
}

/** Parties in strict pid order with usable, distinct ids. @throws AppError `PLAN_INVALID` */
export function assertCommittee(
  scheme: KeyScheme,
  committee: readonly { readonly pid: Uint8Array; readonly id: bigint }[],
): void {
  const ids = committee.map(({ id }) => id);
  demandPlan(committee.length >= 2 && committee.length <= MAX_PARTY_COUNT, 'a committee has 2 to 64 parties');
  demandPlan(isAscending(committee.map(({ pid }) => pid)), 'the parties of a committee are not distinct and in order');
  demandPlan(
    ids.every((id) => id >= 1n && id <= maxIdOf(scheme)) && new Set(ids).size === ids.length,
    'the Shamir ids of a committee are not usable and distinct',
  );
}

/** Whether pids have 32 bytes and ascend strictly. */
export function isAscending(pids: readonly Uint8Array[]): boolean {
  return pids.every((pid, i) => pid.length === 32 && (i === 0 || compareBytes(pids[i - 1] ?? pid, pid) < 0));
}

/** The coefficient commitments of the sharing, the first of which is X; `undefined` if a coefficient is 0. */
export function commitmentsOf(key: SharedKey): readonly Uint8Array[] | undefined {
  const basis = key.holders.slice(0, key.minSigners);
  const commitments = interpolate(
    groupOf(key.scheme),
    basis.map(({ id }) => id),
    basis.map(({ publicShare }) => publicShare),
  );
  const known = commitments.filter((point) => point !== undefined);
  return known.length === commitments.length ? known : undefined;
}

function isOnePolynomial(group: Group, key: SharedKey): boolean {
  const commitments = commitmentsOf(key);
  if (commitments === undefined || !bytesEqual(commitments[0] ?? new Uint8Array(), key.groupKey)) return false;
  return key.holders.every(({ id, publicShare }) => {
    const point = group.evaluate(commitments, id);
    return point !== undefined && bytesEqual(point, publicShare);
  });
}

/**
 * `keyMaterialHash` of the sid of a reshare or repair. Intentional divergence: auxiliary data of ECDSA keys is left out. It takes no part in the
 * protocol, the public input of reshare.md 1 does not name it, and a new device would have to trust somebody for it.
 */
export function sharingHash(key: SharedKey): Uint8Array {
  const { groupKey, holders, chainCode } = key;
  const Xs = holders.map(({ publicShare }) => publicShare);
  return keyMaterialHash({ X: groupKey, Xs, aux: [], chainCode, rid: new Uint8Array() });
}

/** Parties by name. */
export function holderIds(key: SharedKey): PartyId[] {
  return key.holders.map(({ pid }) => partyIdOf(pid));
}

/** The holder of that name. @throws AppError `PARTY_UNKNOWN` */
export function holderOf(key: SharedKey, party: PartyId): KeyHolder {
  const found = key.holders.find(({ pid }) => partyIdOf(pid) === party);
  if (found !== undefined) return found;
  throw new AppError({ code: 'PARTY_UNKNOWN', kind: 'input', message: 'A party does not hold a share of this key.' });
}

/** Whether two descriptions of a key are the same in every field. */
export function isSameKey(a: SharedKey, b: SharedKey): boolean {
  return bytesEqual(encodeSharedKey(a), encodeSharedKey(b));
}

/** @throws AppError `PLAN_INVALID` unless the condition holds */
export function demandPlan(condition: boolean, reason: string): void {
  if (condition) return;
  throw new AppError({
    code: 'PLAN_INVALID',
    kind: 'input',
    message: `The shares cannot be changed like this: ${reason}.`,
    safe: 'Nothing was sent and no share was changed.',
  });
}
