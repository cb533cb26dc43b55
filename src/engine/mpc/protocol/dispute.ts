/** Verdicts about an echo mismatch (protocol README, section 7). One always applies, and an honest party is never hit. */
import { bytesEqual } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { decodeWith, DecodeError } from '../../../base/tlv-decode.ts';
import { tlv } from '../../../base/tlv.ts';
import { echoCarriers, type EchoCarrier } from './definition.ts';
import type { Dispute } from './dispute-message.ts';
import type { Fault } from './fault.ts';
import type { PartyId } from './party.ts';
import { sendersOf, type EchoView, type Round } from './protocol.ts';
import { bindingOf, openAuthentic, type AuthenticEnvelope, type RunFrame } from './run-frame.ts';

export interface SignedDispute {
  readonly sealed: AuthenticEnvelope;
  readonly message: Dispute;
}

/** `h_i` over the messages of an echoed round: `H("echo", sid, round, payload hashes)` unless the round has a digest of its own. */
export function echoDigest(
  frame: RunFrame,
  round: Round<unknown>,
  seen: ReadonlyMap<PartyId, AuthenticEnvelope>,
): Uint8Array {
  const { plan } = frame.definition;
  const at = (party: PartyId): AuthenticEnvelope => {
    const sealed = seen.get(party);
    if (sealed === undefined) throw new DecodeError('an echoed message is absent');
    return sealed;
  };
  const view: EchoView = {
    plan,
    binding: bindingOf(frame, round.id) ?? frame.runId,
    payloadHash: (party) => at(party).payloadHash,
    message: (party) => decodeWith(round.codec, at(party).envelope.payload),
  };
  if (round.digest !== undefined) return round.digest(view);
  const hashes = sendersOf(plan, round).map((party) => tlv.bytes(view.payloadHash(party)));
  return taggedHash('echo', tlv.bytes(view.binding), tlv.u32(round.id), tlv.list(hashes));
}

/** The envelopes behind a dispute: exactly one of the disputed round per sender, in order, validly signed; otherwise `undefined`. */
function seenBy(frame: RunFrame, round: Round<unknown>, message: Dispute): Map<PartyId, AuthenticEnvelope> | undefined {
  const senders = sendersOf(frame.definition.plan, round);
  if (message.seen.length !== senders.length) return undefined;
  const seen = new Map<PartyId, AuthenticEnvelope>();
  for (const [index, bytes] of message.seen.entries()) {
    const sealed = openAuthentic(frame, bytes);
    if (sealed?.author !== senders[index] || sealed?.envelope.round !== round.id || sealed.envelope.to.length > 0)
      return undefined;
    seen.set(sealed.author, sealed);
  }
  return seen;
}

/** The authentic echo messages that a dispute shows, with the digest each carries. */
function carriersIn(
  frame: RunFrame,
  round: Round<unknown>,
  message: Dispute,
): { sealed: AuthenticEnvelope; h: Uint8Array }[] {
  return message.carriers.flatMap((bytes) => {
    const sealed = openAuthentic(frame, bytes);
    const carrier = sealed === undefined ? undefined : carrierOf(frame, round, sealed);
    if (sealed === undefined || carrier === undefined) return [];
    const h = attempt(() => carrier.read(sealed.envelope.payload));
    return h === undefined ? [] : [{ sealed, h }];
  });
}

/** How to read the echo in an envelope, if it is one that carries the echo of `round`. */
function carrierOf(frame: RunFrame, round: Round<unknown>, sealed: AuthenticEnvelope): EchoCarrier | undefined {
  if (sealed.envelope.to.length > 0) return undefined;
  return echoCarriers(frame.definition, round).find((carrier) => carrier.round.id === sealed.envelope.round);
}

/** Whether the list of a dispute fails to give the digest that its author echoed. `carrier` is the author's own echo message, if known. */
export function isListFalse(
  frame: RunFrame,
  round: Round<unknown>,
  signed: SignedDispute,
  carrier?: AuthenticEnvelope,
): boolean {
  const digest = digestBehind(frame, round, signed.message);
  if (digest === undefined) return true;
  if (carrier === undefined || carrier.author !== signed.sealed.author) return false;
  const source = carrierOf(frame, round, carrier);
  if (source === undefined) return false;
  const echoed = attempt(() => source.read(carrier.envelope.payload));
  return echoed !== undefined && !bytesEqual(digest, echoed);
}

/** Whether a dispute claims a mismatch that its own content does not show. */
export function isDisputeFalse(frame: RunFrame, round: Round<unknown>, signed: SignedDispute): boolean {
  if (signed.message.opened === 0) return false;
  const digest = digestBehind(frame, round, signed.message);
  if (digest === undefined) return false;
  const others = carriersIn(frame, round, signed.message).filter(
    ({ sealed }) => sealed.author !== signed.sealed.author,
  );
  return others.every(({ h }) => bytesEqual(h, digest));
}

function digestBehind(frame: RunFrame, round: Round<unknown>, message: Dispute): Uint8Array | undefined {
  const seen = seenBy(frame, round, message);
  return seen === undefined ? undefined : attempt(() => echoDigest(frame, round, seen));
}

/** All faults that the disputes of all parties (own included) show; at most one per party. */
export function judgeDisputes(frame: RunFrame, round: Round<unknown>, disputes: readonly SignedDispute[]): Fault[] {
  const faults = new Map<PartyId, Fault>();
  const accuse = (party: PartyId, code: string, envelopes: readonly AuthenticEnvelope[]): void => {
    if (!faults.has(party)) faults.set(party, { party, code, certainty: 'proven', envelopes });
  };
  const carriers = disputes.flatMap(({ message }) => carriersIn(frame, round, message).map(({ sealed }) => sealed));
  const seen = disputes.flatMap(({ message }) => [...(seenBy(frame, round, message)?.values() ?? [])]);
  for (const [a, b] of [...contradictions(seen), ...contradictions(carriers)]) accuse(a.author, 'EQUIVOCATION', [a, b]);
  for (const signed of disputes) {
    const { author } = signed.sealed;
    if (isListFalse(frame, round, signed)) accuse(author, 'ECHO_LIST', [signed.sealed]);
    for (const carrier of carriers.filter((sealed) => sealed.author === author)) {
      if (isListFalse(frame, round, signed, carrier)) accuse(author, 'ECHO_LIST', [signed.sealed, carrier]);
    }
    if (isDisputeFalse(frame, round, signed)) accuse(author, 'DISPUTE_FALSE', [signed.sealed]);
  }
  return [...faults.values()];
}

/** Pairs of envelopes by one author in one slot with different payloads; none of them is private. */
function contradictions(envelopes: readonly AuthenticEnvelope[]): [AuthenticEnvelope, AuthenticEnvelope][] {
  const first = new Map<string, AuthenticEnvelope>();
  const pairs: [AuthenticEnvelope, AuthenticEnvelope][] = [];
  for (const sealed of envelopes) {
    const slot = `${sealed.envelope.round}/${sealed.author}`;
    const earlier = first.get(slot);
    if (earlier === undefined) first.set(slot, sealed);
    else if (!bytesEqual(earlier.payloadHash, sealed.payloadHash)) pairs.push([earlier, sealed]);
  }
  return pairs;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
