/**
 * What each peer may send for one stage of a run, before anything of it is verified. A protocol has a known number of messages of known
 * lengths, so an honest peer stays far below; a hostile one fills neither memory nor the thread, and costs no other peer anything.
 */
import { AppError } from '../../base/errors.ts';

/** Ready, rounds, echoes, private messages, disputes, answers and notice of the longest protocol are less than half of it. */
export const MAX_MESSAGES = 64;
/** In longest envelopes: a dispute about each of three rounds and a notice with its evidence may be that long, nothing else is. */
export const MAX_ENVELOPES = 6;

interface Spent {
  messages: number;
  bytes: number;
  isTold: boolean;
}

export class PeerBudget {
  readonly #longest: number;
  readonly #spent = new Map<string, Spent>();

  /** @param longest bytes of the longest envelope that the run has */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /**
   * Whether a message of so many bytes is handed on. Every message counts, also one that is refused.
   * @returns `refused`, or the first time that a peer is refused why: AppError `ENVELOPE_TOO_LONG`, `RUN_FLOODED`
   */
  take(from: string, byteLength: number): 'taken' | 'refused' | AppError {
    const spent = this.#spent.get(from) ?? { messages: 0, bytes: 0, isTold: false };
    this.#spent.set(from, spent);
    spent.messages += 1;
    spent.bytes += byteLength;
    const isFlood = spent.messages > MAX_MESSAGES || spent.bytes > MAX_ENVELOPES * this.#longest;
    if (!isFlood && byteLength <= this.#longest) return 'taken';
    // The diagnostics are not to be flooded instead.
    if (spent.isTold) return 'refused';
    spent.isTold = true;
    return isFlood ? flooded(from) : tooLong(from);
  }
}

function tooLong(from: string): AppError {
  return refusal('ENVELOPE_TOO_LONG', 'A message is longer than its protocol has any; it was dropped.', from);
}

function flooded(from: string): AppError {
  return refusal('RUN_FLOODED', 'A co-signer sent more for one run than its protocol has; the rest is dropped.', from);
}

function refusal(code: string, message: string, from: string): AppError {
  return new AppError({ code, kind: 'peer', message, safe: 'No other co-signer is affected.', details: { from } });
}
