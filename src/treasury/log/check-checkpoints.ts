/** Checkpoints held against a log that was just verified. */
import type { WorkspaceState } from '../workspace/state.ts';
import { checkpointDigest, type SignedCheckpoint } from './checkpoint.ts';
import { bytesEqual } from '../../base/bytes.ts';
import type { MerkleTree } from './merkle.ts';
import type { SignatureCheck, VerifyBatch } from './verify-log.ts';

export interface CheckpointFault {
  readonly type: 'fault';
  /** Position of the last entry that the checkpoint covers; where the log ends, if it is shorter. */
  readonly index: number;
  readonly code:
    | 'LOG_TRUNCATED'
    | 'CHECKPOINT_WORKSPACE_DIFFERS'
    | 'CHECKPOINT_ROOT_DIFFERS'
    | 'CHECKPOINT_UNSIGNED'
    | 'CHECKPOINT_SIGNER_UNKNOWN'
    | 'CHECKPOINT_SIGNATURE_INVALID';
  readonly message: string;
}

interface CheckpointsChecked {
  readonly type: 'checked';
  readonly checkpoints: readonly { readonly size: number; readonly signedBy: readonly string[] }[];
}

export interface CheckpointsToCheck {
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly state: WorkspaceState;
  readonly tree: MerkleTree;
  readonly verifyBatch: VerifyBatch;
}

/** The first checkpoint, by size, that the log contradicts or that is not properly signed; otherwise who signed each. */
export async function checkCheckpoints(input: CheckpointsToCheck): Promise<CheckpointsChecked | CheckpointFault> {
  const sorted = input.checkpoints.toSorted((a, b) => a.checkpoint.size - b.checkpoint.size);
  const checked: { size: number; signedBy: string[] }[] = [];
  for (const signed of sorted) {
    const fault = contentFault(signed, input) ?? (await signatureFault(signed, input));
    if (fault !== null) return fault;
    const signedBy = [...new Set(signed.signatures.map((signature) => signature.coSigner))];
    checked.push({ size: signed.checkpoint.size, signedBy });
  }
  return { type: 'checked', checkpoints: checked };
}

function contentFault({ checkpoint }: SignedCheckpoint, { state, tree }: CheckpointsToCheck): CheckpointFault | null {
  const { size, workspaceId, rootHash } = checkpoint;
  if (workspaceId !== state.workspaceId) {
    return fault(size - 1, 'CHECKPOINT_WORKSPACE_DIFFERS', 'A checkpoint is of another workspace.');
  }
  if (size > tree.size) {
    return fault(
      tree.size,
      'LOG_TRUNCATED',
      `The log ends after ${tree.size} entries, but co-signers have seen ${size}.`,
    );
  }
  if (!bytesEqual(rootHash, tree.rootOf(size))) {
    return fault(
      size - 1,
      'CHECKPOINT_ROOT_DIFFERS',
      `The first ${size} entries are not those that co-signers have seen.`,
    );
  }
  return null;
}

async function signatureFault(
  signed: SignedCheckpoint,
  { state, verifyBatch }: CheckpointsToCheck,
): Promise<CheckpointFault | null> {
  const { size } = signed.checkpoint;
  if (signed.signatures.length === 0)
    return fault(size - 1, 'CHECKPOINT_UNSIGNED', 'A checkpoint carries no signature.');
  const message = checkpointDigest(signed.checkpoint);
  const checks: SignatureCheck[] = [];
  for (const { coSigner, signature } of signed.signatures) {
    const publicKey = state.coSigners.get(coSigner)?.identityKey;
    if (publicKey === undefined) {
      return fault(
        size - 1,
        'CHECKPOINT_SIGNER_UNKNOWN',
        'A checkpoint is signed by somebody who is not a co-signer of the workspace.',
      );
    }
    checks.push({ publicKey, message, signature });
  }
  const answers = await verifyBatch(checks);
  if (answers.length === checks.length && answers.every((isValid) => isValid)) return null;
  return fault(size - 1, 'CHECKPOINT_SIGNATURE_INVALID', 'A checkpoint carries a signature that is not valid.');
}

function fault(index: number, code: CheckpointFault['code'], message: string): CheckpointFault {
  return { type: 'fault', index, code, message };
}
