/** The public description of one protocol run: its plan, its message slots, and the checks that third parties can repeat. */
import { decodeWith } from '../../../base/tlv-decode.ts';
import { dispute, disputeRoundOf } from './dispute-message.ts';
import type { Envelope } from './envelope.ts';
import { NOTICE } from './notice.ts';
import type { PartyId } from './party.ts';
import type { SessionPlan } from './plan.ts';
import { echoRound, sendersOf, type Round } from './protocol.ts';
import { READY } from './ready.ts';

/** Signed messages of one run, decoded on demand. */
export interface EvidenceFacts {
  readonly plan: SessionPlan;
  readonly sid: Uint8Array;
  readonly accused: PartyId;
  /** The broadcast of `party`, or the private message `party` sent. @throws AppError `EVIDENCE_INVALID` when it is absent. */
  message<M>(round: Round<M>, party: PartyId): M;
  /** Whether the bundle contains that message. */
  has(round: Round<unknown>, party: PartyId): boolean;
  payloadHash(round: Round<unknown>, party: PartyId): Uint8Array;
  /** To whom the private message of `party` in `round` was addressed. */
  recipient(round: Round<unknown>, party: PartyId): PartyId;
  isSignedBy(party: PartyId, digest: Uint8Array, signature: Uint8Array): boolean;
}

/** A deterministic check on signed messages. */
export interface EvidenceCheck {
  /** The messages that prove the fault: of the accused, or of every participant that sends in the round. */
  readonly needs: readonly { readonly round: Round<unknown>; readonly from: 'accused' | 'participants' }[];
  /** Whether these messages prove that the accused deviated. Must be a pure function of `facts`. */
  isFault(facts: EvidenceFacts): boolean;
}

export interface ProtocolDefinition {
  readonly plan: SessionPlan;
  /** Encoded plan from which the protocol rebuilds this definition; part of every evidence bundle. */
  readonly planBytes: Uint8Array;
  /** The rounds a person sees, in order; echoes and disputes follow from their kinds. */
  readonly rounds: readonly Round<unknown>[];
  readonly checks: Readonly<Record<string, EvidenceCheck>>;
  readonly slots: ReadonlyMap<string, Round<unknown>>;
  /**
   * Session identifier (32 bytes) of a run without a Ready round: it names something that is used once (a presignature), and the plan follows from
   * it by hash. Its `runId` is the same value, so that notices are bound to the plan too.
   */
  readonly sid?: Uint8Array;
  /**
   * Only where plan bytes hold more than `sid` binds (the signed messages behind a presignature): the definition that other plan bytes of this very run
   * give. Parties of one run may hold different ones, and a forger may put in what it likes: nobody lies by having others.
   * @throws AppError for plan bytes of another run
   */
  readonly ofSameRun?: (planBytes: Uint8Array) => ProtocolDefinition;
}

/** Completes a definition with the Ready round (unless `sid` is given) and all message slots that follow from the rounds. */
export function defineProtocol(parts: Omit<ProtocolDefinition, 'slots'>): ProtocolDefinition {
  const rounds: Round<unknown>[] = [...(parts.sid === undefined ? [READY] : []), ...parts.rounds];
  const slots = new Map<string, Round<unknown>>();
  const add = (round: Round<unknown>): void => void slots.set(slotKey(round.id, round.kind === 'p2p'), round);
  add(NOTICE);
  for (const round of rounds) {
    add(round);
    if (round.kind === 'echo') add(echoRound(round));
    if (round.kind === 'echo' || round.kind === 'piggy') add(dispute(round));
  }
  return { ...parts, rounds, slots };
}

/** The round that a message claims to belong to, or `undefined` if no honest party ever signs such a message. */
export function slotOf(
  definition: ProtocolDefinition,
  envelope: Pick<Envelope, 'round' | 'to'>,
): Round<unknown> | undefined {
  return definition.slots.get(slotKey(envelope.round, envelope.to.length > 0));
}

/** Whether an honest `author` ever signs a message of this round code and kind. */
export function isSlotOf(
  definition: ProtocolDefinition,
  envelope: Pick<Envelope, 'round' | 'to'>,
  author: PartyId,
): boolean {
  const round = slotOf(definition, envelope);
  return round !== undefined && sendersOf(definition.plan, round).includes(author);
}

function slotKey(roundId: number, isPrivate: boolean): string {
  return `${roundId}/${isPrivate ? 'private' : 'broadcast'}`;
}

/** A message in which the echo of a round travels, and how to read it. */
export interface EchoCarrier {
  readonly round: Round<unknown>;
  read(payload: Uint8Array): Uint8Array;
}

/** Where the echo of `round` travels: in its separate echo message, or in any of the later rounds that name it. */
export function echoCarriers(definition: ProtocolDefinition, round: Round<unknown>): EchoCarrier[] {
  if (round.kind === 'piggy') {
    return definition.rounds.flatMap((later) => {
      const { echoOf } = later;
      if (echoOf?.round.id !== round.id) return [];
      return [{ round: later, read: (payload: Uint8Array) => echoOf.read(decodeWith(later.codec, payload)) }];
    });
  }
  const echo = echoRound(round);
  return [{ round: echo, read: (payload) => decodeWith(echo.codec, payload).h }];
}

/** The round that a dispute message is about. */
export function disputedRound(definition: ProtocolDefinition, disputeId: number): Round<unknown> | undefined {
  return definition.rounds.find(
    (round) => disputeRoundOf(round) === disputeId && (round.kind === 'echo' || round.kind === 'piggy'),
  );
}
