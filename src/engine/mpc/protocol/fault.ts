/** A finding against one party, with the signed messages behind it. */
import type { Blame } from './abort.ts';
import type { PartyId } from './party.ts';
import type { AuthenticEnvelope } from './run-frame.ts';

export interface Fault {
  readonly party: PartyId;
  readonly code: string;
  readonly certainty: Blame['certainty'];
  readonly envelopes: readonly AuthenticEnvelope[];
}
