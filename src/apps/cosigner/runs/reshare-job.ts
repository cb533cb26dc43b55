/** The job that makes new shares of a key: RESHARE for every scheme, then auxiliary information for ECDSA. */
import { bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { ECDSA, type EcdsaPublicShare } from '../../../engine/mpc/cggmp24/key-share.ts';
import type { FrostPublicShare } from '../../../engine/mpc/frost/index.ts';
import {
  createReshareSession,
  encodeSharedKey,
  makeResharePlan,
  sharedKeyOf,
  type AnyKeyShare,
  type ReshareResult,
} from '../../../engine/mpc/reshare/index.ts';
import type { JobOf, RunResult } from '../run-task.ts';
import { withAuxiliary } from './key-jobs.ts';
import { runSetup } from './run-setup.ts';
import { auxHashOf, decodePublic, encodePublic, forgetAny, sealPrepared, unsealAny } from './share-on-disk.ts';
import { aborted, runStage, StageInbox, type RunContext } from './stage.ts';

type Job = JobOf<'reshare'>;

/** A new share, sealed as PREPARED; a device that only deals gets none. The share of the old epoch stays as it is. */
export async function reshare(job: Job, context: RunContext): Promise<RunResult> {
  const { scheme, oldSharePath, oldEpoch, self, passphrase, vaultId } = job;
  const old = decodePublic(scheme, job.oldPublic);
  const keyShare =
    oldSharePath === null
      ? undefined
      : await unsealAny({ path: oldSharePath, passphrase, vaultId, epoch: oldEpoch, self });
  try {
    const inbox = new StageInbox(context);
    const session = createReshareSession({
      ...runSetup(job, job.parties),
      plan: planOf(job, old),
      ...(keyShare === undefined ? { statements: statementsOf(job) } : { keyShare }),
    });
    const ended = await runStage({ session, stage: 0, context, inbox });
    if (ended.type === 'aborted') return aborted(ended.error);
    return await complete(job, ended.result, old, context, inbox);
  } finally {
    forgetAny(keyShare);
  }
}

async function complete(
  job: Job,
  { key, share }: ReshareResult,
  old: FrostPublicShare | EcdsaPublicShare,
  context: RunContext,
  inbox: StageInbox,
): Promise<RunResult> {
  const { transcriptHash, sid } = key;
  if (share === undefined) return { type: 'dealt', transcriptHash, sid };
  try {
    if (share.scheme !== ECDSA) {
      await sealPrepared(job, share);
      return reshared(share);
    }
    if (job.primes === null) throw primesMissing();
    return await withAuxiliary(
      job,
      share,
      job.primes,
      context,
      inbox,
      reshared,
      old.scheme === ECDSA ? old.aux : undefined,
    );
  } finally {
    forgetAny(share);
  }
}

function planOf(job: Job, old: FrostPublicShare | EcdsaPublicShare) {
  const plan = makeResharePlan({
    key: sharedKeyOf(old),
    members: job.members.map(({ pid }) => pid),
    newMinSigners: job.newMinSigners,
    dealers: job.dealers,
    idCounter: job.idCounter,
    newEpoch: job.epoch,
  });
  // The log names the points, and both count in the same way; a difference would be a fault of this program.
  const isAsOrdered = plan.members.every(({ pid, id }) =>
    job.members.some((member) => member.id === id && Buffer.compare(member.pid, pid) === 0),
  );
  if (!isAsOrdered) throw new Error('The points of the new holders are not those of the log.');
  return plan;
}

/** What each old holder said over its own authenticated channel, in the engine's form. One that does not decode counts as said. */
function statementsOf({ scheme, statements }: Job): ReadonlyMap<string, Uint8Array> {
  return new Map(
    statements.map(({ pid, publicData }) => {
      const statement = encodeSharedKey(sharedKeyOf(decodePublic(scheme, publicData)));
      return [bytesToHex(pid), statement];
    }),
  );
}

function reshared(share: AnyKeyShare): RunResult {
  const { groupKey, transcriptHash, sid } = share;
  const publicData = encodePublic(share);
  return { type: 'reshared', groupKey, transcriptHash, sid, auxHash: auxHashOf(share), publicData };
}

function primesMissing(): AppError {
  return new AppError({
    code: 'PRIMES_MISSING',
    kind: 'input',
    message: 'A new holder of an ECDSA key needs primes of its own.',
    safe: 'The old shares stay valid.',
    next: 'Wait until the pool of primes has a set, then start again.',
  });
}
