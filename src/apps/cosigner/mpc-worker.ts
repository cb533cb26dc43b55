/**
 * Worker thread of one job: it unseals the share, drives the engine's sessions and ends. What it holds dies with it; what can be wiped
 * is wiped before, however the job ends. After a good end it stays a while to answer disputes of peers that are not done.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { wipe } from '../../base/bytes.ts';
import { serveTask } from '../../adapters/workers/serve-task.ts';
import { adoptModPowReport } from '../../engine/crypto/modpow.ts';
import { systemClock } from '../processes/system-clock.ts';
import {
  ModPowFinding,
  runTask,
  secretsOf,
  type JobOf,
  type ProtocolJob,
  type RunJob,
  type RunResult,
} from './run-task.ts';
import { ecdsaKeygen, frostKeygen } from './runs/key-jobs.ts';
import { reshare } from './runs/reshare-job.ts';
import { encodePublic, forgetAny, shareFileOf, unsealAny } from './runs/share-on-disk.ts';
import { frostSign, fullSign, presign, signOnline } from './runs/signing-jobs.ts';
import type { RunContext } from './runs/stage.ts';

/** The longest time that a thread stays after its end, in milliseconds. */
const LINGER_MS = 30_000n;

adoptModPowReport(ModPowFinding.parse(workerData));

serveTask(runTask, async (context) => {
  const job = context.init;
  const result = await runJob(job, context);
  // A job that was cancelled has no result, whatever it came to in the last moment.
  if (!context.signal.aborted) context.post({ type: 'ended', result });
  if (job.kind !== 'reopen' && result.type !== 'aborted') await linger(job, context.signal);
  return null;
});

async function runJob(job: RunJob, context: RunContext): Promise<RunResult> {
  try {
    switch (job.kind) {
      case 'keygen':
        return await frostKeygen(job, context);
      case 'ecdsa-keygen':
        return await ecdsaKeygen(job, context);
      case 'sign':
        return await frostSign(job, context);
      case 'presign':
        return await presign(job, context);
      case 'online':
        return await signOnline(job, context);
      case 'ecdsa-sign':
        return await fullSign(job, context);
      case 'reshare':
        return await reshare(job, context);
      case 'reopen':
        return await reopen(job);
    }
  } finally {
    wipe(...secretsOf(job));
  }
}

async function reopen(job: JobOf<'reopen'>): Promise<RunResult> {
  const share = await unsealAny(shareFileOf(job));
  try {
    return { type: 'reopened', publicData: encodePublic(share) };
  } finally {
    forgetAny(share);
  }
}

/** Until the deadline by which every peer is done, or until the owner needs the thread no more. */
async function linger({ deadline }: ProtocolJob, signal: AbortSignal): Promise<void> {
  const left = deadline - systemClock.now();
  const time = left < LINGER_MS ? left : LINGER_MS;
  if (time <= 0n) return;
  await sleep(Number(time), undefined, { signal }).catch(() => undefined);
}
