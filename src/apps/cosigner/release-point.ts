/** From which message on a job gives something away that can become a signature: asking and recording comes first. */
import type { ProtocolFamily } from '../direct/envelope-limit.ts';
import type { ProtocolJob } from './run-task.ts';

/** The round in which signers prove whose values were wrong (cggmp24.md 7); only who found a fault sends it. */
const ERROR_ROUND = 4;
/** Echo messages, which carry hashes only, have codes from here on (protocol README, section 7). */
const FIRST_ECHO_ROUND = 100;

interface JobRules {
  /** Round of the first signature share; `null` where there is none. */
  readonly releaseRound: number | null;
  /** What the stages are, for the length of their messages. */
  readonly families: readonly ProtocolFamily[];
}

const RULES: Readonly<Record<ProtocolJob['kind'], JobRules>> = {
  keygen: { releaseRound: null, families: ['frost'] },
  sign: { releaseRound: 2, families: ['frost'] },
  'ecdsa-keygen': { releaseRound: null, families: ['frost', 'aux'] },
  presign: { releaseRound: null, families: ['presign'] },
  // Its presignature is marked as consumed before the job starts (cggmp24.md 8.1).
  online: { releaseRound: 1, families: ['online'] },
  // ONF; rounds 1 to 3 and the error round give nothing away.
  'ecdsa-sign': { releaseRound: 5, families: ['presign'] },
  reshare: { releaseRound: null, families: ['reshare', 'aux'] },
};

/** Whether a job ever releases a signature share. */
export function hasRelease({ kind }: ProtocolJob): boolean {
  return RULES[kind].releaseRound !== null;
}

/** Whether a message of this round may leave only after the release is on record. */
export function isRelease({ kind }: ProtocolJob, round: number): boolean {
  const { releaseRound } = RULES[kind];
  return releaseRound !== null && round >= releaseRound && round < FIRST_ECHO_ROUND;
}

/** Whether a message opens the error round: this device found that what was signed with does not fit together. */
export function isErrorRound({ kind }: ProtocolJob, round: number): boolean {
  return (kind === 'presign' || kind === 'ecdsa-sign') && round === ERROR_ROUND;
}

/** What a stage of a job is. */
export function familyOf({ kind }: ProtocolJob, stage: number): ProtocolFamily {
  return RULES[kind].families[stage] ?? 'frost';
}
