/** The time after the deadline in which a run collects why its peers did not send (see `timeout.ts`). */
import { endingOf, silence, type Ending } from './ending.ts';
import type { Missing } from './notice.ts';
import { partyIdOf, pidBytes, type PartyId } from './party.ts';
import type { Awaited, Round } from './protocol.ts';
import { DELIVERY_MS, EARLY_MS, REASONS_GRACE_MS, silentParties, stageOf } from './timeout.ts';
import type { Transcript } from './transcript.ts';

/** What a peer says it lacked, when we heard it, and until when our run was to last as it was started, in milliseconds. */
export interface Reasons {
  readonly missing: readonly Missing[];
  readonly now: bigint;
  /** Without the time of an exceptional round: it is not that of a peer which is not in it. */
  readonly deadline: bigint;
}

export class ExpiryPhase {
  readonly type = 'expiring';
  /** The round in which time was up. */
  readonly round: Round<unknown>;
  readonly until: bigint;
  readonly #transcript: Transcript;
  readonly #self: PartyId;
  readonly #awaiting: Awaited;
  readonly #reasons = new Map<PartyId, Reasons>();

  /** @param from when those who are asked should have been ready, in milliseconds: their grace begins then */
  constructor(transcript: Transcript, self: PartyId, awaiting: Awaited, from: bigint) {
    const [round] = awaiting;
    this.#transcript = transcript;
    this.#self = self;
    this.#awaiting = awaiting;
    this.round = round;
    this.until = from + REASONS_GRACE_MS;
  }

  /** What we lack ourselves at this moment. */
  get missing(): readonly Missing[] {
    const lacking = this.#transcript.missing(...this.#awaiting);
    return lacking.map((party) => ({ round: this.round.id, party: pidBytes(party) }));
  }

  /** The peers that have not said anything. */
  get waitsFor(): PartyId[] {
    return this.#transcript.peers.filter((party) => !this.#reasons.has(party));
  }

  /** Takes what a peer says it lacks; the end of the run once all peers have spoken, unless one that has may still be named. */
  add(author: PartyId, reasons: Reasons): Ending | undefined {
    const missing = reasons.missing.filter(({ party }) => this.#transcript.participants.includes(partyIdOf(party)));
    this.#reasons.set(author, { ...reasons, missing });
    // What a suspect says it had sent before may be under way
    return this.waitsFor.length === 0 && this.#suspects().length === 0 ? this.settle() : undefined;
  }

  /** The verdict over the reasons and messages that are here. */
  settle(): Ending {
    return endingOf(this.#transcript, this.#suspects().map(silence));
  }

  #suspects(): PartyId[] {
    const reasons = new Map([...this.#reasons].map(([party, { missing }]) => [party, missing] as const));
    return silentParties(this.#self, this.missing, reasons, (author, excuse) => this.#isRefuted(author, excuse));
  }

  /** Rules 2 and 3 of `timeout.ts`. */
  #isRefuted(author: PartyId, excuse: Missing): boolean {
    const lastStage = Math.max(...this.#transcript.roundsFrom(author).map(stageOf));
    if (lastStage > stageOf(excuse.round)) return true;
    const reasons = this.#reasons.get(author);
    if (reasons === undefined || partyIdOf(excuse.party) !== this.#self) return false;
    const sentAt = this.#transcript.sentAt(excuse.round, author);
    if (sentAt === undefined) return false;
    return reasons.now >= sentAt + DELIVERY_MS || reasons.now + EARLY_MS <= reasons.deadline;
  }
}
