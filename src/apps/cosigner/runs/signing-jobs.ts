/** Jobs that sign, or make ready to sign. */
import { bytesEqual } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { compactOf, type EcdsaSignature } from '../../../engine/mpc/cggmp24/ecdsa-signature.ts';
import { forgetShare } from '../../../engine/mpc/cggmp24/key-share.ts';
import { forgetPresignature } from '../../../engine/mpc/cggmp24/presignature.ts';
import type { PresignatureStore } from '../../../engine/mpc/cggmp24/presignature-store.ts';
import type { Presignature } from '../../../engine/mpc/cggmp24/presignature.ts';
import {
  createFullSignSession,
  createOnlineSession,
  createPresignSession,
} from '../../../engine/mpc/cggmp24/signing-sessions.ts';
import { createSignSession } from '../../../engine/mpc/frost/index.ts';
import type { JobOf, RunResult } from '../run-task.ts';
import { sealPresignature, takePresignature } from './one-time-secrets.ts';
import { runSetup, verify } from './run-setup.ts';
import { shareFileOf, unsealEcdsa, unsealFrost } from './share-on-disk.ts';
import { aborted, runStage, StageInbox, type Ended, type RunContext } from './stage.ts';

export async function frostSign(job: JobOf<'sign'>, context: RunContext): Promise<RunResult> {
  const keyShare = await unsealFrost(shareFileOf(job));
  try {
    const { parties, ...rest } = runSetup(job, job.signers);
    const { message } = job;
    const session = createSignSession({ ...rest, keyShare, signers: parties, message, path: [], verifySecond: verify });
    const ended = await runStage({ session, stage: 0, context, inbox: new StageInbox(context) });
    return ended.type === 'aborted' ? aborted(ended.error) : { type: 'signed', signature: ended.result.signature };
  } finally {
    keyShare.secret.wipe();
  }
}

/** Makes one presignature; it is sealed on disk when this returns, and nowhere else. */
export async function presign(job: JobOf<'presign'>, context: RunContext): Promise<RunResult> {
  const keyShare = await unsealEcdsa(shareFileOf(job));
  try {
    const { parties, ...rest } = runSetup(job, job.signers);
    const session = createPresignSession({ ...rest, keyShare, signers: parties, path: job.path });
    const ended = await runStage({ session, stage: 0, context, inbox: new StageInbox(context) });
    if (ended.type === 'aborted') return aborted(ended.error);
    try {
      await sealPresignature(job, ended.result);
      return { type: 'presigned', presigId: ended.result.presigId };
    } finally {
      forgetPresignature(ended.result);
    }
  } finally {
    forgetShare(keyShare);
  }
}

/** Signs with a presignature that the owner of this thread marked as consumed, on disk, before it started the job. */
export async function signOnline(job: JobOf<'online'>, context: RunContext): Promise<RunResult> {
  const presignature = await takePresignature(job);
  try {
    const keyShare = await unsealEcdsa(shareFileOf(job));
    try {
      const { parties, identityKeys, signer, self, deadline } = runSetup(job, job.signers);
      const { path, message } = job;
      const session = createOnlineSession({
        ...{ identityKeys, signer, self, deadline, verify, keyShare, signers: parties, path, message, presignature },
        store: onceOnly(presignature),
      });
      return signed(await runStage({ session, stage: 0, context, inbox: new StageInbox(context) }));
    } finally {
      forgetShare(keyShare);
    }
  } finally {
    forgetPresignature(presignature);
  }
}

/** Presigns and signs in one run: the message is fixed before its first round. */
export async function fullSign(job: JobOf<'ecdsa-sign'>, context: RunContext): Promise<RunResult> {
  const keyShare = await unsealEcdsa(shareFileOf(job));
  try {
    const { parties, ...rest } = runSetup(job, job.signers);
    const { path, message } = job;
    const session = createFullSignSession({ ...rest, keyShare, signers: parties, path, message });
    return signed(await runStage({ session, stage: 0, context, inbox: new StageInbox(context) }));
  } finally {
    forgetShare(keyShare);
  }
}

/** The store of this thread: it has one presignature, whose file is gone already, and gives it away once. */
function onceOnly(presignature: Presignature): PresignatureStore {
  let isGiven = false;
  return {
    consume: ({ presigId }) => {
      if (isGiven || !bytesEqual(presigId, presignature.presigId)) {
        throw new AppError({
          code: 'PRESIGNATURE_SPENT',
          kind: 'policy',
          message: 'The presignature was used before.',
        });
      }
      isGiven = true;
      return presignature;
    },
  };
}

/** r, s and the parity of the nonce point: the form in which the log holds it. */
function signed(ended: Ended<EcdsaSignature>): RunResult {
  if (ended.type === 'aborted') return aborted(ended.error);
  const { recoveryId } = ended.result;
  if (recoveryId > 1) {
    throw new AppError({
      code: 'RECOVERY_ID',
      kind: 'peer',
      message: 'By a chance of 2^-127 the signature cannot be written in a transaction.',
      safe: 'It was discarded.',
      next: 'Sign again.',
    });
  }
  return { type: 'signed', signature: Uint8Array.of(...compactOf(ended.result), recoveryId) };
}
