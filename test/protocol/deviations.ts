/** One deviation of one party in a run that is honest otherwise. */
import { encodeTlv } from '../../src/base/tlv.ts';
import type { Rewrite } from './deviant-sending.ts';
import { plusOne } from './field-changes.ts';
import type { Device } from './party.ts';
import type { RunKind } from './run-kinds.ts';
import { resign, type Delivery, type Hook } from './sim-net.ts';
import { fieldAt, parseTlv, withFieldAt, type FieldPath } from './tlv-tree.ts';

/** What a party does, as a hook on what travels or as a change of what its node signs. */
export interface Deviation {
  readonly what: string;
  /** Of the message it begins with. */
  readonly round?: number;
  readonly hooks?: readonly Hook[];
  readonly rewrite?: Rewrite;
}

/** One message slot of an honest run: a broadcast, or a private message to one peer. */
export interface Slot {
  readonly round: number;
  /** pid as hex; empty for a broadcast. */
  readonly to: string;
  readonly payload: Uint8Array;
}

/** What one party sends in honest runs, now and in an earlier session. */
export interface Rehearsal {
  readonly kind: RunKind;
  readonly cheater: Device;
  readonly slots: readonly Slot[];
  /** What it sent in an earlier session. */
  readonly earlier: () => readonly Delivery[];
  /** What others send. */
  readonly others: readonly Slot[];
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Runs a kind honestly and notes what the cheater sends. */
export function rehearse(kind: RunKind): (cheater: Device) => Rehearsal {
  const sentIn = (name: string): readonly Delivery[] => {
    const { net } = kind.make({ name });
    net.run();
    return net.sent;
  };
  const now = sentIn(`honest ${kind.name}`);
  let before: readonly Delivery[] | undefined;
  return (cheater) => ({
    ...{ kind, cheater },
    slots: slotsOf(now.filter(({ from }) => from === cheater)),
    earlier: () => (before ??= sentIn(`earlier ${kind.name}`)).filter(({ from }) => from === cheater),
    others: slotsOf(now.filter(({ from }) => from !== cheater)),
  });
}

function slotsOf(sent: readonly Delivery[]): Slot[] {
  const slots = new Map<string, Slot>();
  for (const { envelope, from } of sent) {
    const { round, payload } = envelope;
    const to = toHex(envelope.to);
    const key = `${from.hex}/${round}/${to}`;
    // A private payload is erased by its sender once it is sealed; the envelope keeps its own copy
    if (!slots.has(key)) slots.set(key, { round, to, payload });
  }
  return [...slots.values()];
}

export const isOf = ({ round, to }: Slot, { envelope }: Delivery): boolean =>
  envelope.round === round && toHex(envelope.to) === to;

/** Acts on the messages of the cheater in one slot; a broadcast passes once for each peer. */
export function onSlot(cheater: Device, slot: Slot, act: Hook): Hook {
  return (d) => (d.from === cheater && isOf(slot, d) ? act(d) : [d]);
}

export function rewriteSlot(slot: Slot, change: Rewrite): Rewrite {
  return (round, to, message) => (round === slot.round && to === slot.to ? change(round, to, message) : message);
}

export const nameOf = ({ round, to }: Slot): string => (to === '' ? `${round}` : `${round} to ${to.slice(0, 4)}`);

// Deviations of a whole message

/** A message withheld: from one recipient, or from all. */
export function omit({ cheater }: Rehearsal, slot: Slot, from?: Device): Deviation {
  const isKept = (d: Delivery): boolean => from !== undefined && d.to !== from;
  return { what: 'omitted', hooks: [onSlot(cheater, slot, (d) => (isKept(d) ? [d] : []))] };
}

export function duplicateSame({ cheater }: Rehearsal, slot: Slot): Deviation {
  return { what: 'twice the same', hooks: [onSlot(cheater, slot, (d) => [d, d])] };
}

/** Two different messages in one slot, to everybody. */
export function duplicateDifferent({ cheater }: Rehearsal, slot: Slot): Deviation {
  const other = plusOneAt([0]);
  return {
    what: 'twice, different',
    hooks: [onSlot(cheater, slot, (d) => [d, resign(d, { payload: other(d.envelope.payload) })])],
  };
}

/** The smallest change of one field. */
export function plusOneAt(path: FieldPath): PayloadChange {
  return (payload) => {
    const message = parseTlv(payload);
    return encodeTlv(withFieldAt(message, path, plusOne(fieldAt(message, path))));
  };
}

/** The very envelope of an earlier session in place of this one's. */
export function replayEnvelope({ cheater, earlier }: Rehearsal, slot: Slot): Deviation {
  const old = earlier().find((d) => isOf(slot, d));
  if (old === undefined) throw new Error('the earlier run had no such message');
  return {
    what: 'envelope of an earlier session',
    hooks: [onSlot(cheater, slot, (d) => [{ ...d, bytes: old.bytes }])],
  };
}

/** The content of an earlier session, signed anew for this one. */
export function replayContent({ earlier }: Rehearsal, slot: Slot): Deviation {
  const old = earlier().find((d) => isOf(slot, d));
  if (old === undefined) throw new Error('the earlier run had no such message');
  return { what: 'content of an earlier session', rewrite: rewriteSlot(slot, () => parseTlv(old.envelope.payload)) };
}

export function inRound({ cheater }: Rehearsal, slot: Slot, round: number): Deviation {
  return { what: `sent in round ${round}`, hooks: [onSlot(cheater, slot, (d) => [resign(d, { round })])] };
}

/** Signed by the cheater in the name of another party. */
export function inNameOf({ cheater }: Rehearsal, slot: Slot, other: Device): Deviation {
  return {
    what: `in the name of ${other.name}`,
    hooks: [onSlot(cheater, slot, (d) => [resign(d, { from: other.pid })])],
  };
}

/** A broadcast addressed to one, or a private message to all or to a peer it is not for. */
export function misaddressed({ cheater }: Rehearsal, slot: Slot, to: Uint8Array): Deviation {
  return { what: 'misaddressed', hooks: [onSlot(cheater, slot, (d) => [resign(d, { to })])] };
}

// Deviations of content

export type PayloadChange = (payload: Uint8Array) => Uint8Array;

/** Other content, the same for everybody, and the cheater stands by it. */
export function otherContent(slot: Slot, change: PayloadChange): Deviation {
  return {
    what: 'other content',
    rewrite: rewriteSlot(slot, (_round, _to, message) => parseTlv(change(encodeTlv(message)))),
  };
}

/** Other content for one recipient, of which the cheater's own node knows nothing. */
export function otherContentTo(victim: Device, { cheater }: Rehearsal, slot: Slot, change: PayloadChange): Deviation {
  const act: Hook = (d) => [d.to === victim ? resign(d, { payload: change(d.envelope.payload) }) : d];
  return { what: `other content to ${victim.name}`, hooks: [onSlot(cheater, slot, act)] };
}

/** From one message on, nothing more. */
export function silentFrom({ cheater, slots }: Rehearsal, slot: Slot): Deviation {
  const late = slots.slice(slots.indexOf(slot));
  const isLate = (d: Delivery): boolean => d.envelope.round >= 300 || late.some((each) => isOf(each, d));
  return { what: 'silent from here', hooks: [(d) => (d.from === cheater && isLate(d) ? [] : [d])] };
}

/** What another party has sent in this round, sent as one's own; of an earlier run where nobody was quicker. */
export function copied({ cheater, others }: Rehearsal, slot: Slot): Deviation {
  const isAlike = (round: number, isPrivate: boolean): boolean =>
    round === slot.round && isPrivate === (slot.to !== '');
  let seen = others.find((each) => isAlike(each.round, each.to !== ''))?.payload;
  const watch: Hook = (d) => {
    if (d.from !== cheater && isAlike(d.envelope.round, d.envelope.to.length > 0)) seen = d.envelope.payload;
    return [d];
  };
  const rewrite = rewriteSlot(slot, (_round, _to, message) => (seen === undefined ? message : parseTlv(seen)));
  return { what: 'the content of another party', hooks: [watch], rewrite };
}
