/** The time in which a run collects what everybody saw in a disputed round (protocol README, section 7). It always ends the run. */
import { echoCarriers } from './definition.ts';
import { dispute, type Dispute } from './dispute-message.ts';
import { isDisputeFalse, judgeDisputes, type SignedDispute } from './dispute.ts';
import { endingOf, silence, type Ending } from './ending.ts';
import type { Fault } from './fault.ts';
import type { PartyId } from './party.ts';
import { sendersOf, type Round } from './protocol.ts';
import { decodeOrFault, provenFault, type Transcript } from './transcript.ts';

/** Our own dispute message about a round: all signed messages and echoes that we hold. */
export function ownDispute(transcript: Transcript, round: Round<unknown>, isOpener: boolean): Dispute {
  const carriers = echoCarriers(transcript.frame.definition, round);
  const bytesOf = (each: Round<unknown>) => [...transcript.seen(each).values()].map((sealed) => sealed.bytes);
  return {
    opened: isOpener ? 1 : 0,
    seen: bytesOf(round),
    carriers: carriers.flatMap((carrier) => bytesOf(carrier.round)),
  };
}

/** Whether another party's dispute about a round can be answered and has not been. */
export function isAnswerDue(transcript: Transcript, self: PartyId, round: Round<unknown>): boolean {
  const isAnswered = transcript.seen(dispute(round)).has(self);
  // An honest dispute is about a round we have sent ourselves. Before that, an answer would be a list that proves us false.
  const isComplete = transcript.seen(round).size === sendersOf(transcript.frame.definition.plan, round).length;
  return isComplete && !isAnswered;
}

export class DisputePhase {
  readonly type = 'disputing';
  readonly round: Round<unknown>;
  /** When those who have not answered count as silent. */
  readonly until: bigint;
  readonly #transcript: Transcript;
  readonly #self: PartyId;
  readonly #disputes = new Map<PartyId, SignedDispute>();

  constructor(transcript: Transcript, self: PartyId, round: Round<unknown>, until: bigint) {
    this.#transcript = transcript;
    this.#self = self;
    this.round = round;
    this.until = until;
  }

  /** The peers whose dispute messages are missing. */
  get waitsFor(): PartyId[] {
    return this.#transcript.peers.filter((party) => !this.#disputes.has(party));
  }

  /** Reads the disputes that are here; the end of the run, as soon as they decide it. */
  collect(): Ending | undefined {
    const faults: Fault[] = [];
    for (const [party, sealed] of this.#transcript.seen(dispute(this.round))) {
      const decoded = decodeOrFault(dispute(this.round), sealed);
      if (decoded.type === 'fault') faults.push(decoded.fault);
      else this.#disputes.set(party, { sealed, message: decoded.value });
    }
    // A groundless dispute needs no answers to be judged.
    for (const [party, signed] of this.#disputes) {
      const isGroundless = party !== this.#self && isDisputeFalse(this.#transcript.frame, this.round, signed);
      const isOfOurPlan = this.#transcript.planOf(party) === 'same';
      if (isGroundless && isOfOurPlan) faults.push(provenFault('DISPUTE_FALSE', [signed.sealed]));
    }
    if (faults.length > 0) return endingOf(this.#transcript, faults);
    return this.waitsFor.length === 0 ? this.settle() : undefined;
  }

  /** The verdict over the disputes that are here. */
  settle(): Ending {
    const found = judgeDisputes(this.#transcript.frame, this.round, [...this.#disputes.values()]);
    // A party with another plan is not at fault for a list that fits its own plan.
    const isSound = ({ party, code }: Fault) => code === 'EQUIVOCATION' || this.#transcript.planOf(party) === 'same';
    const faults = found.filter(isSound);
    const silent = this.waitsFor.map(silence);
    if (faults.length + silent.length === 0) return { code: 'CONFIG_MISMATCH', blame: [] };
    // Proof outweighs silence, which a slow network may cause.
    return endingOf(this.#transcript, faults.length > 0 ? faults : silent);
  }
}
