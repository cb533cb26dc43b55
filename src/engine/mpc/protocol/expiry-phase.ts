/** The time after the deadline in which a run collects why its peers did not send (see `timeout.ts`). */
import { endingOf, silence, type Ending } from './ending.ts';
import type { Missing } from './notice.ts';
import { partyIdOf, pidBytes, type PartyId } from './party.ts';
import type { Awaited, Round } from './protocol.ts';
import { REASONS_GRACE_MS, silentParties, stageOf } from './timeout.ts';
import type { Transcript } from './transcript.ts';

export class ExpiryPhase {
  readonly type = 'expiring';
  /** The round in which time was up. */
  readonly round: Round<unknown>;
  readonly until: bigint;
  readonly #transcript: Transcript;
  readonly #self: PartyId;
  readonly #awaiting: Awaited;
  readonly #reasons = new Map<PartyId, readonly Missing[]>();

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
  add(author: PartyId, missing: readonly Missing[]): Ending | undefined {
    const known = missing.filter(({ party }) => this.#transcript.participants.includes(partyIdOf(party)));
    this.#reasons.set(author, known);
    // What a suspect says it had sent before may be under way
    return this.waitsFor.length === 0 && this.#suspects().length === 0 ? this.settle() : undefined;
  }

  /** The verdict over the reasons and messages that are here. */
  settle(): Ending {
    return endingOf(this.#transcript, this.#suspects().map(silence));
  }

  #suspects(): PartyId[] {
    const isRefuted = (author: PartyId, { round }: Missing): boolean => this.#hasPassed(author, round);
    return silentParties(this.#self, this.missing, this.#reasons, isRefuted);
  }

  /**
   * Whether a party has signed something that it could not without all messages of a round: of a later round, or its echo. An echo says nothing of the
   * private messages of its round, which may still be awaited when it is sent.
   */
  #hasPassed(party: PartyId, roundId: number): boolean {
    const { rounds } = this.#transcript.frame.definition;
    const isPartlyPrivate = rounds.some(({ id, kind }) => id === roundId && kind === 'p2p');
    const lastStage = Math.max(...this.#transcript.roundsFrom(party).map(stageOf));
    return lastStage > stageOf(roundId) + (isPartlyPrivate ? 1 : 0);
  }
}
