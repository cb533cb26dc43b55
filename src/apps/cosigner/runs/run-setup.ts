/** What every session of a job is given. */
import { bytesFromHex, bytesToHex } from '../../../base/bytes.ts';
import { identityFromSeeds } from '../../../adapters/identity/device-identity.ts';
import { secureRandom } from '../../../adapters/identity/secure-random.ts';
import { createEd25519Verifier } from '../../../adapters/identity/verify-ed25519.ts';

import { stageRunId } from '../../direct/run-ids.ts';
import { systemClock } from '../../processes/system-clock.ts';
import type { ProtocolJob, RunParty } from '../run-task.ts';

export const verify = createEd25519Verifier();

/** Options of a session of this job, for those of `all` that take part. */
export function runSetup(job: ProtocolJob, all: readonly RunParty[], stage = 0) {
  return {
    runId: bytesFromHex(stageRunId(bytesToHex(job.runId), stage), 32),
    self: job.self,
    parties: all.map((party) => party.pid),
    identityKeys: new Map(all.map((party) => [bytesToHex(party.pid), party.identityKey])),
    signer: identityFromSeeds(job.identitySecret).signer,
    verify,
    random: secureRandom,
    deadline: deadlineOf(job, stage),
  };
}

/** A later stage begins when the one before is done, and has a time of its own: what was left of the first would be too short. */
function deadlineOf({ deadline }: ProtocolJob, stage: number): bigint {
  const now = systemClock.now();
  return stage === 0 || deadline > now + LATER_STAGE_MS ? deadline : now + LATER_STAGE_MS;
}

/** An auxiliary run of a large committee takes a slow machine this long (protocol README, section 10). */
const LATER_STAGE_MS = 180_000n;
