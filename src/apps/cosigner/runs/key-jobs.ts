/** Jobs that make a key: FROST in one run, ECDSA in two. */
import { createAuxSession, createEcdsaKeygenSession, earlierOf } from '../../../engine/mpc/cggmp24/sessions.ts';
import { forgetShare, withAux, type EcdsaKeyShare, type PublicAux } from '../../../engine/mpc/cggmp24/key-share.ts';
import { createKeygenSession } from '../../../engine/mpc/frost/index.ts';
import type { AnyKeyShare } from '../../../engine/mpc/reshare/index.ts';
import type { JobOf, ProtocolJob, RunResult } from '../run-task.ts';
import { takePrimes } from './one-time-secrets.ts';
import { runSetup } from './run-setup.ts';
import { auxHashOf, encodePublic, erasePrepared, sealPrepared } from './share-on-disk.ts';
import { aborted, runStage, StageInbox, type Ended, type RunContext } from './stage.ts';

/** FROST key generation. The share is on disk before our confirmation leaves. */
export async function frostKeygen(job: JobOf<'keygen'>, context: RunContext): Promise<RunResult> {
  const session = createKeygenSession({
    ...runSetup(job, job.parties),
    scheme: 'ed25519',
    keyId: job.vaultId,
    minSigners: job.minSigners,
  });
  const ended = await sealing(job, (onPrepared) =>
    runStage({ session, stage: 0, context, inbox: new StageInbox(context), onPrepared }),
  );
  if (ended.type === 'aborted') return aborted(ended.error);
  const share = ended.result;
  try {
    return generated(share);
  } finally {
    share.secret.wipe();
  }
}

/** ECDSA key generation, then the auxiliary run; the share with both is on disk before the last confirmation leaves. */
export async function ecdsaKeygen(job: JobOf<'ecdsa-keygen'>, context: RunContext): Promise<RunResult> {
  const { profile, vaultId, minSigners, parties } = job;
  const inbox = new StageInbox(context);
  const session = createEcdsaKeygenSession({ ...runSetup(job, parties), profile, keyId: vaultId, minSigners });
  const ended = await runStage({ session, stage: 0, context, inbox });
  if (ended.type === 'aborted') return aborted(ended.error);
  const share = ended.result;
  try {
    return await withAuxiliary(job, share, job.primes, context, inbox, generated);
  } finally {
    share.secret.wipe();
  }
}

/**
 * The auxiliary run for a share that has none, as the second stage of a job. Seals the completed share before the confirmation leaves and
 * erases it again when the run aborts. @returns what `resultOf` makes of the completed share, or the abort
 */
export async function withAuxiliary(
  job: JobOf<'ecdsa-keygen' | 'reshare'>,
  share: EcdsaKeyShare,
  primes: JobOf<'ecdsa-keygen'>['primes'],
  context: RunContext,
  inbox: StageInbox,
  resultOf: (share: EcdsaKeyShare) => RunResult,
  last?: PublicAux,
): Promise<RunResult> {
  const members = job.parties.filter(({ pid }) => share.parties.some((party) => Buffer.compare(party.pid, pid) === 0));
  const session = createAuxSession({
    ...runSetup(job, members, 1),
    key: share,
    primes: await takePrimes(primes),
    ...earlierOf(last),
  });
  const ended = await sealing(job, (onPrepared) =>
    runStage({ session, stage: 1, context, inbox, onPrepared: (aux) => onPrepared(withAux(share, aux)) }),
  );
  if (ended.type === 'aborted') return aborted(ended.error);
  const complete = withAux(share, ended.result);
  try {
    return resultOf(complete);
  } finally {
    forgetShare(complete);
  }
}

/** Runs the stage that ends a job, sealing its share; a run that aborts leaves no file behind. */
export async function sealing<T>(
  job: ProtocolJob,
  run: (onPrepared: (share: AnyKeyShare) => Promise<void>) => Promise<Ended<T>>,
): Promise<Ended<T>> {
  let isSealed = false;
  const ended = await run(async (share) => {
    await sealPrepared(job, share);
    isSealed = true;
  });
  if (ended.type === 'aborted' && isSealed) await erasePrepared(job);
  return ended;
}

function generated(share: AnyKeyShare): RunResult {
  const { groupKey, chainCode, transcriptHash, sid } = share;
  const publicData = encodePublic(share);
  return { type: 'generated', groupKey, chainCode, transcriptHash, sid, auxHash: auxHashOf(share), publicData };
}
