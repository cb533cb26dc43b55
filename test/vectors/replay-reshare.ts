/** Replays reshare.json: dealer polynomials, commitments, sub-shares, new shares, a bad dealer, and one repair. */
import { z } from 'zod';
import { bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { Secret } from '../../src/base/secret.ts';
import { mod } from '../../src/engine/crypto/integers.ts';
import { secp256k1Group as group } from '../../src/engine/mpc/frost/group.ts';
import { partyIdOf, type PartyId } from '../../src/engine/mpc/protocol/party.ts';
import { keyShareOf } from '../../src/engine/mpc/reshare/any-share.ts';
import {
  additiveShare,
  dealerWeight,
  isInGroup,
  isOwnShare,
  isSubShare,
  newSharing,
  setUpReshare,
  type ReshareSetup,
} from '../../src/engine/mpc/reshare/messages.ts';
import { assertPlan } from '../../src/engine/mpc/reshare/plan.ts';
import {
  codeOfCommitments,
  helperWeight,
  isPart,
  isSum,
  setUpRepair,
} from '../../src/engine/mpc/reshare/repair-messages.ts';
import type { SharedKey } from '../../src/engine/mpc/reshare/shared-key.ts';
import { accepts, collect, same, type Replay } from './replaying.ts';

const hex = z.string();
const hexes = z.array(hex);
const runSchema = z.object({
  name: z.string(),
  t: z.number(),
  ids: hexes,
  shares: hexes,
  publicShares: hexes,
  X: hex,
  dealers: z.array(z.number()),
  tNew: z.number(),
  newIds: hexes,
  polynomials: z.array(hexes),
  commitments: z.array(hexes),
  subShares: z.array(hexes),
  newShares: hexes,
  newPublicShares: hexes,
  badDealer: z.object({ dealer: z.number(), C0: hex }),
});
const repairSchema = z.object({
  coeffs: hexes,
  helpers: hexes,
  lost: hex,
  z: hexes,
  d: z.array(hexes),
  Dp: z.array(hexes),
  sigma: hexes,
  x_r: hex,
  X_r: hex,
});
type Run = z.output<typeof runSchema>;
type Repair = z.output<typeof repairSchema>;
type Result = string | null;

const integer = (text: string): bigint => BigInt(`0x${text}`);
const bytes = (text: string): Uint8Array => bytesFromHex(text);
/** Integers of a vector have no leading zero bytes. */
const scalar = (text: string): Uint8Array => group.scalarToBytes(integer(text));
const all = (texts: readonly string[]): Uint8Array[] => texts.map(bytes);
/** A device of a vector: the file names parties by index only. */
const pid = (index: number): Uint8Array => new Uint8Array(32).fill(index + 1);
const commitmentTo = (scalar: bigint): string => bytesToHex(group.multiplyBase(mod(scalar, group.order)));

export function replayReshare(content: unknown): Replay {
  const file = z.object({ runs: z.array(runSchema), repair: repairSchema }).parse(content);
  return collect([...file.runs.flatMap(replayRun), ...replayRepair(file.repair)]);
}

function keyOf(t: number, ids: readonly bigint[], publicShares: readonly string[], X: string): SharedKey {
  const b32 = new Uint8Array(32);
  return {
    ...{ scheme: 'ecdsa-secp256k1', profile: 'P112', keyId: 'vector', epoch: 0, minSigners: t },
    holders: ids.map((id, i) => ({ pid: pid(i), id, publicShare: bytes(publicShares[i] ?? '') })),
    ...{ groupKey: bytes(X), chainCode: b32, transcriptHash: b32, sid: b32 },
  };
}

function setupOf(run: Run): ReshareSetup {
  const members = run.newIds.map((id, i) => ({ pid: pid(i), id: integer(id) }));
  const dealers = run.dealers.map(pid);
  const participants = members.map((member) => member.pid);
  const key = keyOf(run.t, run.ids.map(integer), run.publicShares, run.X);
  const plan = { key, newEpoch: 1, newMinSigners: run.tNew, members, dealers, participants, idCounter: 3n };
  assertPlan(plan);
  return setUpReshare(plan);
}

function replayRun(run: Run): Result[] {
  const setup = setupOf(run);
  const u = new Uint8Array(32);
  const openings = run.commitments.map((points) => ({ C: all(points), u }));
  const sharing = newSharing(setup, { sid: u, Vs: [], openings, payloadHashes: [] });
  const bad = { C: [bytes(run.badDealer.C0)], u };
  const badDealer = setup.dealers[run.dealers.indexOf(run.badDealer.dealer)] ?? partyIdOf(u);
  return [
    ...setup.dealers.flatMap((dealer, i) => replayDealer(run, setup, dealer, i)),
    same(`${run.name}: bad dealer`, () => isOwnShare(setup, badDealer, bad), false),
    same(`${run.name}: X`, () => bytesToHex(sharing?.commitments[0] ?? u), run.X),
    ...run.newPublicShares.flatMap((expected, k) => {
      const sum = run.subShares.reduce((total, row) => total + integer(row[k] ?? ''), 0n);
      return [
        same(`${run.name}: X' ${k}`, () => bytesToHex(sharing?.publicShares[k] ?? u), expected),
        same(`${run.name}: x' ${k}`, () => mod(sum, group.order) === integer(run.newShares[k] ?? ''), true),
        same(`${run.name}: x' ${k} G`, () => commitmentTo(integer(run.newShares[k] ?? '')), expected),
      ];
    }),
  ];
}

function replayDealer(run: Run, setup: ReshareSetup, dealer: PartyId, i: number): Result[] {
  const label = `${run.name}: dealer ${i}`;
  const opening = { C: all(run.commitments[i] ?? []), u: new Uint8Array(32) };
  const share = integer(run.shares[run.dealers[i] ?? 0] ?? '');
  const constant = mod(dealerWeight(setup, dealer) * share, group.order);
  return [
    same(`${label} a`, () => constant === integer(run.polynomials[i]?.[0] ?? ''), true),
    same(`${label} A`, () => bytesToHex(additiveShare(setup, dealer) ?? opening.u), run.commitments[i]?.[0] ?? ''),
    same(`${label} C[0]`, () => isInGroup(setup, opening) && isOwnShare(setup, dealer, opening), true),
    ...(run.polynomials[i] ?? []).map((coefficient, k) =>
      same(`${label} C[${k}]`, () => commitmentTo(integer(coefficient)), run.commitments[i]?.[k] ?? ''),
    ),
    ...[...setup.members.values()].flatMap((id, k) => {
      const sigma = scalar(run.subShares[i]?.[k] ?? '00');
      const other = group.scalarToBytes((group.parseScalar(sigma) ?? 0n) + 1n);
      return [
        same(`${label} sigma ${k}`, () => isSubShare(setup, opening, id, sigma), true),
        same(`${label} sigma ${k} + 1`, () => isSubShare(setup, opening, id, other), false),
      ];
    }),
  ];
}

function replayRepair(repair: Repair): Result[] {
  const coefficients = repair.coeffs.map(integer);
  const f = (x: bigint): bigint =>
    mod(
      coefficients.toReversed().reduce((sum, c) => sum * x + c, 0n),
      group.order,
    );
  const ids = [1n, 2n, 3n];
  const points = ids.map((id) => commitmentTo(f(id)));
  const key = keyOf(coefficients.length, ids, points, commitmentTo(f(0n)));
  const at = (id: string): Uint8Array => pid(Number(integer(id)) - 1);
  const setup = setUpRepair({ key, helpers: repair.helpers.map(at), lost: at(repair.lost) });
  const messages = repair.Dp.map((row) => ({ Dp: all(row) }));
  const secret = new Secret(scalar(repair.x_r));
  return [
    ...setup.helpers.flatMap((helper, i) => {
      const z = mod(helperWeight(setup, helper) * f(integer(repair.helpers[i] ?? '')), group.order);
      return [
        same(`repair z ${i}`, () => z === integer(repair.z[i] ?? ''), true),
        same(`repair Dp ${i}`, () => codeOfCommitments(setup, helper, messages[i] ?? { Dp: [] }) === undefined, true),
        same(`repair sigma ${i}`, () => isSum(setup, messages, helper, scalar(repair.sigma[i] ?? '00')), true),
        ...setup.helpers.map((other, j) => {
          const d = scalar(repair.d[i]?.[j] ?? '00');
          return same(`repair d ${i} ${j}`, () => isPart(setup, messages[i] ?? { Dp: [] }, other, d), true);
        }),
      ];
    }),
    same('repair X_r', () => points[2] ?? '', repair.X_r),
    same('repair x_r', () => accepts(() => keyShareOf(key, at(repair.lost), integer(repair.lost), secret)), true),
  ];
}
