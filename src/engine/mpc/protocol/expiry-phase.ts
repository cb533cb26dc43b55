/** The time after the deadline in which a run collects why its peers did not send (see `timeout.ts`). */
import { endingOf, silence, type Ending } from './ending.ts';
import type { Missing } from './notice.ts';
import { partyIdOf, pidBytes, type PartyId } from './party.ts';
import type { Awaited, Round } from './protocol.ts';
import { REASONS_GRACE_MS, silentParties } from './timeout.ts';
import type { Transcript } from './transcript.ts';

export class ExpiryPhase {
  readonly type = 'expiring';
  /** The round in which time was up. */
  readonly round: Round<unknown>;
  readonly until: bigint;
  /** What we lack ourselves. */
  readonly missing: readonly Missing[];
  readonly #transcript: Transcript;
  readonly #self: PartyId;
  readonly #reasons = new Map<PartyId, readonly Missing[]>();

  /** @param from when those who are asked should have been ready, in milliseconds: their grace begins then */
  constructor(transcript: Transcript, self: PartyId, awaiting: Awaited, from: bigint) {
    const [round] = awaiting;
    this.#transcript = transcript;
    this.#self = self;
    this.round = round;
    this.until = from + REASONS_GRACE_MS;
    this.missing = transcript.missing(...awaiting).map((party) => ({ round: round.id, party: pidBytes(party) }));
  }

  /** The peers that have not said anything. */
  get waitsFor(): PartyId[] {
    return this.#transcript.peers.filter((party) => !this.#reasons.has(party));
  }

  /** Takes what a peer says it lacks; the end of the run once all peers have spoken. */
  add(author: PartyId, missing: readonly Missing[]): Ending | undefined {
    const known = missing.filter(({ party }) => this.#transcript.participants.includes(partyIdOf(party)));
    this.#reasons.set(author, known);
    return this.waitsFor.length === 0 ? this.settle() : undefined;
  }

  /** The verdict over the reasons that are here. */
  settle(): Ending {
    const silent = silentParties(this.#self, this.missing, this.#reasons);
    return endingOf(this.#transcript, silent.map(silence));
  }
}
