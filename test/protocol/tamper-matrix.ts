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
  /** The first round in which it deviates; Ready (0) and its echo (100) are the same code for every protocol. Full signing is presigning before 5. */
  readonly from?: 'Ready' | 'round 1' | 'round 5';
}

/** All deviations of one party and their outcomes. */
export function tamperMatrix(kind: RunKind, options: MatrixOptions): Row[] {
  const cheater = kind.parties[options.place]!;
  const rehearsal = rehearse(kind)(cheater);
  const rows: Row[] = [];
  const isReady = ({ round }: Slot): boolean => round % 100 === 0 && round < 200;
  const { from = 'round 1' } = options;
  const isLater = ({ round }: Slot): boolean => from !== 'round 5' || (round >= 5 && round < 100);
  const slots = rehearsal.slots.filter((slot) => from === 'Ready' || (!isReady(slot) && isLater(slot)));
  for (const slot of firstOfEachKind(slots)) {
    for (const [what, deviation] of deviationsOf(rehearsal, slot)) {
      const name = `${nameOfSlot(slot)} ${what}`;
      rows.push([name, outcomeOf(rehearsal, name, deviation)]);
    }
  }
  return rows;
}

function outcomeOf(rehearsal: Rehearsal, name: string, deviation: Deviation): string {
  try {
    const outcomes = runDeviant(rehearsal, `matrix/${rehearsal.kind.name}/${name}`, deviation);
    return [...new Set(outcomes)].sort().join(' | ');
  } catch (error) {
    throw new Error(`${rehearsal.kind.name}: ${name}`, { cause: error });
  }
}

/** Broadcasts, and one private message of each round. */
function firstOfEachKind(slots: readonly Slot[]): Slot[] {
  return slots.filter((slot, i) => slots.findIndex((other) => nameOfSlot(other) === nameOfSlot(slot)) === i);
}

const nameOfSlot = ({ round, to }: Slot): string => (to === '' ? `${round}` : `${round}p`);

function* deviationsOf(rehearsal: Rehearsal, slot: Slot): Generator<[string, Deviation]> {
  const { kind, cheater } = rehearsal;
  const peers = kind.parties.filter((party) => party !== cheater);
  const victim = peers.find(({ hex }) => hex === slot.to) ?? peers[0]!;
  yield* ofWholeMessage(rehearsal, slot, peers, victim);
  for (const path of fieldsOf(slot)) {
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
  const all = leavesOf(parseTlv(payload));
  const isChosen = (path: FieldPath, depth: number): boolean => {
    const last = lastIndex(all, path.slice(0, depth));
    return last < LONG_LIST || path[depth] === 0 || path[depth] === last;
  };
  return all.filter((path) => path.every((_, depth) => isChosen(path, depth)));
}

/** Messages and proofs have fewer fields than this; lists of repetitions have more. */
const LONG_LIST = 16;

function lastIndex(all: readonly FieldPath[], prefix: FieldPath): number {
  const inside = all.filter((path) => prefix.every((index, depth) => path[depth] === index));
  return Math.max(...inside.map((path) => path[prefix.length] ?? 0));
}
