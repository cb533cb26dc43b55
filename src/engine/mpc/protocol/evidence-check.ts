/** The checks that evidence repeats: those of the session itself here, those of a protocol from its definition. */
import { bytesEqual } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { decodeWith, DecodeError } from '../../../base/tlv-decode.ts';
import {
  disputedRound,
  echoCarriers,
  isSlotOf,
  slotOf,
  type EvidenceFacts,
  type ProtocolDefinition,
} from './definition.ts';
import { dispute } from './dispute-message.ts';
import { isDisputeFalse, isListFalse } from './dispute.ts';
import type { Fault } from './fault.ts';
import { partyIdOf, type PartyId } from './party.ts';
import type { Round } from './protocol.ts';
import type { AuthenticEnvelope, RunFrame } from './run-frame.ts';

type Claim = Omit<Fault, 'certainty'>;

/**
 * Codes whose verdict depends on the plan although their messages may be bound to `runId` only. With an invented plan (other participants,
 * say) an honest dispute or notice would look false, hence they need the consent of the accused even when there is no `sid` yet.
 */
export function isPlanDependent(code: string): boolean {
  return code === 'ECHO_LIST' || code === 'DISPUTE_FALSE' || code === 'FALSE_ACCUSATION';
}

/** Whether a code stands for something that messages can prove in such a run. */
export function isCodeKnown({ checks }: ProtocolDefinition, code: string): boolean {
  const isOfSession = ['EQUIVOCATION', 'SLOT_UNKNOWN', 'decode'].includes(code) || isPlanDependent(code);
  return isOfSession || Object.hasOwn(checks, code);
}

/** Whether the messages of a claim prove it. May throw AppErrors for messages that are absent or malformed, which proves nothing either. */
export function isFaultProven(frame: RunFrame, claim: Claim): boolean {
  const [first, second] = claim.envelopes;
  if (first === undefined || !frame.keys.has(claim.party)) return false;
  const isOwn = claim.envelopes.every((sealed) => sealed.author === claim.party);
  switch (claim.code) {
    case 'EQUIVOCATION':
      return isOwn && claim.envelopes.length === 2 && second !== undefined && isEquivocation(first, second);
    case 'SLOT_UNKNOWN':
      return isOwn && !isSlotOf(frame.definition, first.envelope, first.author);
    case 'decode':
      return isOwn && isMalformed(frame, first);
    case 'ECHO_LIST':
    case 'DISPUTE_FALSE':
      return isOwn && isDisputeAtFault(frame, claim, first);
    default: {
      const check = Object.hasOwn(frame.definition.checks, claim.code)
        ? frame.definition.checks[claim.code]
        : undefined;
      return check?.isFault(factsOf(frame, claim)) ?? false;
    }
  }
}

function isEquivocation(a: AuthenticEnvelope, b: AuthenticEnvelope): boolean {
  const isSameSlot =
    a.envelope.round === b.envelope.round &&
    bytesEqual(a.envelope.to, b.envelope.to) &&
    bytesEqual(a.envelope.sid, b.envelope.sid);
  return isSameSlot && !bytesEqual(a.payloadHash, b.payloadHash);
}

/** Whether the payload does not decode as a message of its round. */
export function isMalformed(frame: RunFrame, sealed: AuthenticEnvelope): boolean {
  const round = slotOf(frame.definition, sealed.envelope);
  if (round === undefined) return false;
  try {
    decodeWith(round.codec, sealed.envelope.payload);
    return false;
  } catch (error) {
    if (error instanceof DecodeError) return true;
    throw error;
  }
}

function isDisputeAtFault(frame: RunFrame, claim: Claim, sealed: AuthenticEnvelope): boolean {
  const round = disputedRound(frame.definition, sealed.envelope.round);
  if (round === undefined) return false;
  const signed = { sealed, message: decodeWith(dispute(round).codec, sealed.envelope.payload) };
  if (claim.code === 'DISPUTE_FALSE') return isDisputeFalse(frame, round, signed);
  const carriers = new Set(echoCarriers(frame.definition, round).map((carrier) => carrier.round.id));
  return isListFalse(
    frame,
    round,
    signed,
    claim.envelopes.find((s) => carriers.has(s.envelope.round)),
  );
}

function factsOf(frame: RunFrame, claim: Claim): EvidenceFacts {
  const { plan } = frame.definition;
  const seek = (round: Round<unknown>, party: PartyId): AuthenticEnvelope | undefined => {
    const isPrivate = round.kind === 'p2p';
    return claim.envelopes.find(
      (s) => s.author === party && s.envelope.round === round.id && s.envelope.to.length > 0 === isPrivate,
    );
  };
  const find = (round: Round<unknown>, party: PartyId): AuthenticEnvelope => {
    const found = seek(round, party);
    if (found === undefined) {
      throw new AppError({
        code: 'EVIDENCE_INVALID',
        kind: 'peer',
        message: 'The evidence lacks a message that its check needs.',
      });
    }
    return found;
  };
  return {
    plan,
    sid: frame.sid ?? frame.runId,
    accused: claim.party,
    message: (round, party) => decodeWith(round.codec, find(round, party).envelope.payload),
    has: (round, party) => seek(round, party) !== undefined,
    payloadHash: (round, party) => find(round, party).payloadHash,
    recipient: (round, party) => partyIdOf(find(round, party).envelope.to),
    isSignedBy: (party, digest, signature) => {
      const key = frame.keys.get(party);
      return key !== undefined && frame.verify(key, digest, signature);
    },
  };
}
