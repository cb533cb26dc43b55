/**
 * The protocol tamper matrix of the test plan, section 4: every message of one party is omitted, doubled, replayed, misplaced and sent in another's name, and each of
 * its fields is changed for one recipient and for all.
 */
import {
  duplicateDifferent,
  duplicateSame,
  inNameOf,
  inRound,
  misaddressed,
  omit,
  otherContent,
  otherContentTo,
  plusOneAt,
  rehearse,
  replayContent,
  replayEnvelope,
  type Deviation,
  type Rehearsal,
  type Slot,
} from './deviations.ts';
import { runDeviant } from './deviant-runs.ts';
import type { Device } from './party.ts';
import type { RunKind } from './run-kinds.ts';
import { leavesOf, parseTlv, type FieldPath } from './tlv-tree.ts';

/** How the honest parties ended for one deviation, each distinct outcome once. */
export type Row = readonly [deviation: string, outcome: string];

export interface MatrixOptions {
  /** Who deviates; its place among the parties. */
  readonly place: number;
  /** Other fields stay as they are. */
  readonly isTampered?: (round: number, path: FieldPath) => boolean;
  /** Rounds whose messages are treated as a whole. */
  readonly isWhole?: (round: number) => boolean;
}

/** All deviations of one party and their outcomes. */
export function tamperMatrix(kind: RunKind, options: MatrixOptions): Row[] {
  const cheater = kind.parties[options.place]!;
  const rehearsal = rehearse(kind)(cheater);
  const rows: Row[] = [];
  for (const slot of firstOfEachKind(rehearsal.slots)) {
    for (const [what, deviation] of deviationsOf(rehearsal, slot, options)) {
      const name = `${nameOfSlot(slot)} ${what}`;
      const outcomes = runDeviant(rehearsal, `matrix/${kind.name}/${name}`, deviation);
      rows.push([name, [...new Set(outcomes)].sort().join(' | ')]);
    }
  }
  return rows;
}

/** Broadcasts, and one private message of each round. */
function firstOfEachKind(slots: readonly Slot[]): Slot[] {
  return slots.filter((slot, i) => slots.findIndex((other) => nameOfSlot(other) === nameOfSlot(slot)) === i);
}

const nameOfSlot = ({ round, to }: Slot): string => (to === '' ? `${round}` : `${round}p`);

function* deviationsOf(rehearsal: Rehearsal, slot: Slot, options: MatrixOptions): Generator<[string, Deviation]> {
  const { kind, cheater } = rehearsal;
  const peers = kind.parties.filter((party) => party !== cheater);
  const victim = peers.find(({ hex }) => hex === slot.to) ?? peers[0]!;
  if (options.isWhole?.(slot.round) ?? true) yield* ofWholeMessage(rehearsal, slot, peers, victim);
  for (const path of fieldsOf(slot)) {
    if (options.isTampered?.(slot.round, path) === false) continue;
    const change = plusOneAt(path);
    yield [`field ${path.join('.')}`, otherContent(slot, change)];
    if (slot.to === '') yield [`field ${path.join('.')} to one`, otherContentTo(victim, rehearsal, slot, change)];
  }
}

function* ofWholeMessage(
  rehearsal: Rehearsal,
  slot: Slot,
  peers: readonly Device[],
  victim: Device,
): Generator<[string, Deviation]> {
  const other = peers.find((peer) => peer !== victim);
  yield ['omitted', omit(rehearsal, slot)];
  if (slot.to === '' && other !== undefined) yield ['omitted to one', omit(rehearsal, slot, victim)];
  yield ['twice', duplicateSame(rehearsal, slot)];
  yield ['twice, different', duplicateDifferent(rehearsal, slot)];
  yield ['old envelope', replayEnvelope(rehearsal, slot)];
  yield ['old content', replayContent(rehearsal, slot)];
  yield ['in no round', inRound(rehearsal, slot, 999)];
  yield ['in another round', inRound(rehearsal, slot, slot.round === 2 ? 1 : 2)];
  yield ['in the name of another', inNameOf(rehearsal, slot, victim)];
  yield ['misaddressed', misaddressed(rehearsal, slot, slot.to === '' ? victim.pid : new Uint8Array())];
}

/** All fields; of long lists of a proof the first and the last item. */
function fieldsOf({ payload }: Slot): FieldPath[] {
  const message = parseTlv(payload);
  const all = leavesOf(message);
  const longest = (path: FieldPath): boolean =>
    path.every((i, depth) => depth === 0 || i < 2 || isLast(all, path, depth));
  return all.filter((path) => path.length < 3 || longest(path));
}

function isLast(all: readonly FieldPath[], path: FieldPath, depth: number): boolean {
  const next = [...path.slice(0, depth), path[depth]! + 1].join('.');
  return !all.some((other) => other.slice(0, depth + 1).join('.') === next);
}
