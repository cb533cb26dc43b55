/** The messages of a run by slot: the signed transcript, and the place where a second, different message is noticed. */
import { bytesEqual, bytesToHex, wipe } from '../../../base/bytes.ts';
import type { AuthenticEnvelope } from './run-frame.ts';
import type { PartyId } from './party.ts';

/** Most messages one peer may have waiting while `sid` is unknown. */
const MAX_EARLY = 32;
/** Most bytes of them, per peer. Only messages of round 1 can be early in an honest run, because Ready is echoed: a few kilobytes. */
const MAX_EARLY_BYTES = 1 << 18;

export type Filing =
  | { readonly type: 'new' | 'duplicate' | 'flooding' }
  | { readonly type: 'conflict'; readonly earlier: AuthenticEnvelope };

export class EnvelopeStore {
  readonly #slots = new Map<string, AuthenticEnvelope>();
  #early: AuthenticEnvelope[] = [];

  /** Files a message. Exactly one per (binding, round, from, to); an identical one again is a duplicate. */
  file(sealed: AuthenticEnvelope): Filing {
    const key = slotKey(sealed.envelope.round, sealed.author, sealed.envelope.to);
    const earlier = this.#slots.get(key);
    if (earlier === undefined) {
      this.#slots.set(key, sealed);
      return { type: 'new' };
    }
    return bytesEqual(earlier.payloadHash, sealed.payloadHash) ? { type: 'duplicate' } : { type: 'conflict', earlier };
  }

  /** Keeps a message whose `sid` cannot be judged yet. */
  fileEarly(sealed: AuthenticEnvelope): Filing {
    const mine = this.#early.filter((early) => early.author === sealed.author);
    if (mine.some((early) => early.messageId === sealed.messageId)) return { type: 'duplicate' };
    const size = mine.reduce((sum, { bytes }) => sum + bytes.length, sealed.bytes.length);
    if (mine.length >= MAX_EARLY || size > MAX_EARLY_BYTES) return { type: 'flooding' };
    this.#early.push(sealed);
    return { type: 'new' };
  }

  /** Hands over the early messages, in order of arrival. */
  takeEarly(): AuthenticEnvelope[] {
    const early = this.#early;
    this.#early = [];
    return early;
  }

  /** The broadcast of `party` in a round, or the private message it sent to `to`. */
  find(roundId: number, party: PartyId, to: Uint8Array = new Uint8Array()): AuthenticEnvelope | undefined {
    return this.#slots.get(slotKey(roundId, party, to));
  }

  /** Codes of the rounds in which a party has sent. */
  roundsOf(party: PartyId): number[] {
    return [...this.#slots.values()].filter(({ author }) => author === party).map(({ envelope }) => envelope.round);
  }

  /** Erases the content of private messages: they carry shares. */
  wipePrivate(): void {
    for (const sealed of [...this.#slots.values(), ...this.#early]) {
      if (sealed.envelope.to.length > 0) wipe(sealed.envelope.payload, sealed.bytes);
    }
  }
}

function slotKey(roundId: number, party: PartyId, to: Uint8Array): string {
  return `${roundId}/${party}/${bytesToHex(to)}`;
}
