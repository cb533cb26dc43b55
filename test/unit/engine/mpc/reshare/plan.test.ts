import { describe, expect, test } from 'vitest';
import { bytesToHex } from '../../../../../src/base/bytes.ts';
import { secp256k1Group } from '../../../../../src/engine/mpc/frost/group.ts';
import { sharedKeyOf } from '../../../../../src/engine/mpc/reshare/any-share.ts';
import {
  decodeResharePlan,
  decodeSharedKey,
  encodeResharePlan,
  encodeSharedKey,
  makeResharePlan,
  nextIdCounter,
  planDigest,
  type ResharePlan,
  type SharedKey,
} from '../../../../../src/engine/mpc/reshare/index.ts';
import { assertPlan } from '../../../../../src/engine/mpc/reshare/plan.ts';
import { setUpRepair } from '../../../../../src/engine/mpc/reshare/repair-messages.ts';
import { devices } from '../../../../protocol/party.ts';
import { dealtKey, SCHEMES } from '../../../../protocol/reshare-runs.ts';

const all = devices(6);
const pids = all.map(({ pid }) => pid);
const key = sharedKeyOf(dealtKey('ecdsa-secp256k1', 2, all.slice(0, 3))[0]!);
const plan = makeResharePlan({
  key,
  members: pids.slice(1, 5),
  newMinSigners: 3,
  dealers: pids.slice(0, 2),
  idCounter: 3n,
});
const isRefused = expect.objectContaining({ code: 'PLAN_INVALID' });

describe('a plan', () => {
  test('keeps the ids of those who stay and counts on for those who come', () => {
    expect(plan.members.map(({ id }) => id)).toEqual([2n, 3n, 4n, 5n]);
    expect(nextIdCounter(plan)).toBe(5n);
    expect(plan.participants.map(bytesToHex)).toEqual(pids.slice(0, 5).map(bytesToHex));
    expect([plan.newEpoch, plan.newMinSigners]).toEqual([1, 3]);
  });

  test('is read back as it was written', () => {
    expect(decodeResharePlan(encodeResharePlan(plan))).toEqual(plan);
  });

  test('has a digest that changes with every field', () => {
    const [first, ...others] = plan.members;
    const changes: Partial<ResharePlan>[] = [
      { newEpoch: 2 },
      { newMinSigners: 2 },
      { idCounter: 4n },
      { members: [{ ...first!, id: 9n }, ...others] },
      { members: others },
      { dealers: pids.slice(1, 3) },
      { participants: pids.slice(0, 6) },
      ...(['keyId', 'profile'] as const).map((field) => ({ key: { ...key, [field]: 'P112' } })),
      ...(['chainCode', 'transcriptHash', 'sid'] as const).map((field) => ({
        key: { ...key, [field]: new Uint8Array(32) },
      })),
      { key: { ...key, epoch: 5 } },
      { key: { ...key, groupKey: key.holders[0]!.publicShare } },
      { key: { ...key, holders: key.holders.slice(0, 2) } },
    ];
    const digests = [plan, ...changes.map((change) => ({ ...plan, ...change }))].map((each) =>
      bytesToHex(planDigest(each)),
    );
    expect(new Set(digests).size).toBe(changes.length + 1);
  });

  const withMember = (id: bigint): Partial<ResharePlan> => ({
    members: [...plan.members.slice(0, 3), { ...plan.members[3]!, id }],
  });
  test.each<[string, Partial<ResharePlan>]>([
    ['an id of 0', withMember(0n)],
    ['an id of the group order', withMember(secp256k1Group.order)],
    ['an id that is another one plus the order', withMember(secp256k1Group.order + 2n)],
    ['an id twice', withMember(4n)],
    ['the id of a holder that leaves', withMember(1n)],
    ['an id at most the counter', { ...withMember(4n), idCounter: 5n }],
    ['a counter behind the ids of the holders', { idCounter: 2n }],
    ['an epoch that does not grow', { newEpoch: 0 }],
    ['a threshold of one', { newMinSigners: 1 }],
    ['a threshold above the committee', { newMinSigners: 5 }],
    ['a dealer too few', { dealers: pids.slice(0, 1) }],
    ['a dealer too many', { dealers: pids.slice(0, 3) }],
    ['a dealer twice', { dealers: [pids[0]!, pids[0]!] }],
    ['a dealer that holds nothing', { dealers: [pids[0]!, pids[4]!] }],
    ['dealers out of order', { dealers: [pids[1]!, pids[0]!] }],
    ['members out of order', { members: plan.members.toReversed() }],
    ['a member that does not take part', { participants: pids.slice(0, 4) }],
    ['a participant that is a stranger', { participants: pids.slice(0, 6) }],
  ])('with %s is refused', (_, change) => {
    expect(() => assertPlan({ ...plan, ...change })).toThrow(isRefused);
  });
});

describe.each(SCHEMES)('the public side of a %s key', (scheme) => {
  const known = sharedKeyOf(dealtKey(scheme, 2, all.slice(0, 4))[0]!);
  const swapped = (i: number, j: number): SharedKey['holders'] =>
    known.holders.map((holder, k) => ({
      ...holder,
      publicShare: known.holders[k === i ? j : k === j ? i : k]!.publicShare,
    }));

  test('is read back as it was written', () => {
    expect(decodeSharedKey(encodeSharedKey(known))).toEqual(known);
  });

  test.each<[string, Partial<SharedKey>]>([
    ['another group key', { groupKey: known.holders[0]!.publicShare }],
    ['exchanged public shares within the interpolated ones', { holders: swapped(0, 1) }],
    ['exchanged public shares beyond them', { holders: swapped(2, 3) }],
    ['a threshold that is too low for the polynomial', { minSigners: 1 }],
    ['a threshold above the committee', { minSigners: 5 }],
    ['ids that are shifted', { holders: known.holders.map((holder) => ({ ...holder, id: holder.id + 1n })) }],
    ['an id of 0', { holders: known.holders.map((holder, i) => (i === 0 ? { ...holder, id: 0n } : holder)) }],
    ['no name', { keyId: '' }],
    ['a point that is none', { groupKey: new Uint8Array(known.groupKey.length) }],
  ])('with %s is refused', (_, change) => {
    expect(() => decodeSharedKey(encodeSharedKey({ ...known, ...change }))).toThrow(isRefused);
  });
});

describe('a repair', () => {
  test.each([
    ['fewer helpers than signers', { helpers: pids.slice(0, 1), lost: pids[2]! }],
    ['more helpers than signers', { helpers: pids.slice(0, 3), lost: pids[2]! }],
    ['the lost one as helper', { helpers: pids.slice(1, 3), lost: pids[2]! }],
    ['a stranger to repair', { helpers: pids.slice(0, 2), lost: pids[4]! }],
    ['a stranger that helps', { helpers: [pids[0]!, pids[4]!], lost: pids[2]! }],
  ])('with %s is refused', (_, change) => {
    expect(() => setUpRepair({ key, ...change })).toThrow(isRefused);
  });
});
