/**
 * The message with which every party answers an echo mismatch (protocol README, section 7).
 *
 * Intentional divergence: the specification publishes payload hashes first and envelopes only where lists differ. We publish all
 * envelopes at once: one round less, the same verdicts, and third parties can recompute the digest from the message alone.
 */
import { bytesCodec, listCodec, structCodec, u32Codec } from '../../../base/tlv-decode.ts';
import { MAX_ENVELOPE_BYTES } from './envelope.ts';
import type { Round } from './protocol.ts';

export const MAX_PARTIES = 64;

export type Dispute = {
  /** 1 when the author claims a mismatch, 0 when it answers one. */
  readonly opened: number;
  /** The signed envelopes of the disputed round as the author received them (own included), in participant order. */
  readonly seen: readonly Uint8Array[];
  /** The signed echo messages the author holds, own included, in participant order. */
  readonly carriers: readonly Uint8Array[];
};

// Two per party: the echo of a round may travel in one of two later messages, and a cheater may send both.
const envelopes = listCodec(bytesCodec({ max: MAX_ENVELOPE_BYTES }), { min: 0, max: 2 * MAX_PARTIES });

/** Round code 300 + r: the specification leaves these codes open. */
export function disputeRoundOf(round: Round<unknown>): number {
  return 300 + round.id;
}

export function dispute(round: Round<unknown>): Round<Dispute> {
  return {
    id: disputeRoundOf(round),
    label: `${round.label}: dispute`,
    kind: 'broadcast',
    codec: structCodec<Dispute>({ opened: u32Codec, seen: envelopes, carriers: envelopes }),
  };
}
