/** One deviation out of all we know, chosen by a seed. */
import type { Random } from '../../src/base/random.ts';
import { encodeTlv } from '../../src/base/tlv.ts';
import {
  copied,
  duplicateDifferent,
  duplicateSame,
  inNameOf,
  inRound,
  misaddressed,
  nameOf,
  omit,
  otherContent,
  otherContentTo,
  replayContent,
  replayEnvelope,
  silentFrom,
  type Deviation,
  type Rehearsal,
  type Slot,
} from './deviations.ts';
import { changeOneField } from './field-changes.ts';
import { below } from './meddling.ts';
import type { Device } from './party.ts';
import { testRng } from './test-rng.ts';
import { parseTlv } from './tlv-tree.ts';

const ROUNDS = [0, 1, 2, 3, 4, 5, 100, 101, 102, 103, 104, 200, 300, 301, 302, 400, 999];

interface Choice {
  readonly rehearsal: Rehearsal;
  readonly slot: Slot;
  readonly peer: Device;
  readonly random: Random;
  readonly seed: string;
}

type Choose = (choice: Choice) => Deviation;

const wholeMessage: readonly Choose[] = [
  ({ rehearsal, slot, peer }) => omit(rehearsal, slot, peer),
  ({ rehearsal, slot }) => omit(rehearsal, slot),
  ({ rehearsal, slot }) => silentFrom(rehearsal, slot),
  ({ rehearsal, slot }) => duplicateSame(rehearsal, slot),
  ({ rehearsal, slot }) => duplicateDifferent(rehearsal, slot),
  ({ rehearsal, slot }) => replayEnvelope(rehearsal, slot),
  ({ rehearsal, slot }) => replayContent(rehearsal, slot),
  ({ rehearsal, slot, random }) => inRound(rehearsal, slot, ROUNDS[below(random, ROUNDS.length)]!),
  ({ rehearsal, slot, peer }) => inNameOf(rehearsal, slot, peer),
  ({ rehearsal, slot, peer, random }) =>
    misaddressed(rehearsal, slot, slot.to !== '' && below(random, 2) === 0 ? new Uint8Array() : peer.pid),
  ({ rehearsal, slot }) => copied(rehearsal, slot),
  ({ rehearsal, slot, peer, seed }) => ({
    ...otherContentTo(peer, rehearsal, slot, (payload) => garbled(payload, testRng(seed))),
    what: `garbage to ${peer.name}`,
  }),
];

const oneField: readonly Choose[] = [
  ({ slot, seed }) => {
    const change = changedBy(seed);
    return { ...otherContent(slot, (payload) => change(payload).payload), what: change(slot.payload).what };
  },
  ({ rehearsal, slot, peer, seed }) => {
    const change = changedBy(seed);
    const deviation = otherContentTo(peer, rehearsal, slot, (payload) => change(payload).payload);
    return { ...deviation, what: `${change(slot.payload).what}, to ${peer.name} only` };
  },
];

/** Every seed is one deviation of one party. Half of them change one field of one message. */
export function deviationOf(rehearsal: Rehearsal, seed: string): Deviation {
  const random = testRng(seed);
  const { cheater, kind } = rehearsal;
  const slots = rehearsal.slots.filter(({ round }) => kind.isMeddledWith?.(round) ?? true);
  const slot = slots[below(random, slots.length)]!;
  const peers = kind.parties.filter((party) => party !== cheater);
  const peer = peers[below(random, peers.length)]!;
  const from = below(random, 2) === 0 ? wholeMessage : [oneField[0]!, oneField[0]!, oneField[1]!];
  const choose = from[below(random, from.length)]!;
  const deviation = choose({ rehearsal, slot, peer, random, seed: `${seed}/field` });
  return { ...deviation, round: slot.round, what: `${cheater.name}, round ${nameOf(slot)}: ${deviation.what}` };
}

/** The same change of any message of one shape. */
function changedBy(seed: string): (payload: Uint8Array) => { payload: Uint8Array; what: string } {
  return (payload) => {
    const { path, how, value } = changeOneField(parseTlv(payload), testRng(seed));
    return { payload: encodeTlv(value), what: `field ${path.join('.')} ${how}` };
  };
}

/** Not TLV, or not only, or not all of it. */
function garbled(payload: Uint8Array, random: Random): Uint8Array {
  switch (below(random, 4)) {
    case 0:
      return random(payload.length);
    case 1:
      return payload.slice(0, below(random, payload.length));
    case 2:
      return Uint8Array.of(...payload, 0);
    default: {
      const place = below(random, payload.length);
      return payload.map((byte, i) => (i === place ? byte ^ (1 << below(random, 8)) : byte));
    }
  }
}
