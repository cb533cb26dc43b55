/** Ids of protocol runs that follow from the log entry which ordered them. */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';

/** Most stages of one job: a key ceremony or a resharing, and the auxiliary run after it. */
export const MAX_STAGES = 2;

/**
 * Id of a stage of a job, hex: the first has the job's own, a later one `H("treasury/run-stage", runId, stage)`. Every stage is a run of
 * its own with its own messages.
 */
export function stageRunId(runId: string, stage: number): string {
  if (stage === 0) return runId;
  return bytesToHex(taggedHash('treasury/run-stage', tlv.bytes(bytesFromHex(runId, 32)), tlv.u32(stage)));
}
