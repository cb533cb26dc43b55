/** How findings become the end of a run: one abort code, the blame, and the evidence for third parties. */
import type { AbortCode, Blame } from './abort.ts';
import type { Fault } from './fault.ts';
import { pidBytes, type PartyId } from './party.ts';
import type { Transcript } from './transcript.ts';

export interface Ending {
  readonly code: AbortCode;
  readonly blame: readonly Blame[];
  /** One bundle per proven fault. */
  readonly evidence?: readonly Uint8Array[];
  /** False notices of others, to be shown to everybody in place of evidence. */
  readonly forwards?: readonly Uint8Array[];
  readonly details?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The end that a set of faults brings. */
export function endingOf(transcript: Transcript, faults: readonly Fault[]): Ending {
  const proofs = faults.filter((fault) => fault.certainty === 'proven');
  const isSilence = faults.every((fault) => fault.code === 'UNRESPONSIVE');
  return {
    code: isSilence ? 'UNRESPONSIVE' : 'PROTOCOL_FAULT',
    blame: faults.map(blameOf),
    evidence: proofs.map((fault) => transcript.evidenceOf(fault)),
  };
}

/** The suspicion against a party that did not answer. */
export function silence(party: PartyId): Fault {
  return { party, code: 'UNRESPONSIVE', certainty: 'suspected', envelopes: [] };
}

function blameOf({ party, code, certainty, envelopes }: Fault): Blame {
  return { party: pidBytes(party), certainty, code, messageIds: envelopes.map((sealed) => sealed.messageId) };
}
