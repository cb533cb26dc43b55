/** How jobs of each kind end well. */
import type { ProtocolJob, RunResult } from './run-task.ts';

/** How a job ends well. */
export type RunOutcome = Exclude<RunResult, { type: 'aborted' | 'reopened' }>;
/** How a job of each kind ends well. */
export type OutcomeOf<K extends ProtocolJob['kind']> = Extract<RunOutcome, { type: OutcomeTypes[K] }>;
interface OutcomeTypes {
  keygen: 'generated';
  'ecdsa-keygen': 'generated';
  sign: 'signed';
  online: 'signed';
  'ecdsa-sign': 'signed';
  presign: 'presigned';
  reshare: 'reshared' | 'dealt';
}

const OUTCOMES: { readonly [K in ProtocolJob['kind']]: readonly OutcomeTypes[K][] } = {
  keygen: ['generated'],
  'ecdsa-keygen': ['generated'],
  sign: ['signed'],
  online: ['signed'],
  'ecdsa-sign': ['signed'],
  presign: ['presigned'],
  reshare: ['reshared', 'dealt'],
};

/** Whether a job of this kind may end like this. */
export function isOutcome(kind: ProtocolJob['kind'], result: RunResult): boolean {
  return (OUTCOMES[kind] as readonly string[]).includes(result.type);
}
