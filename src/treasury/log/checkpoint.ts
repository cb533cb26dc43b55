/**
 * Checkpoints: "the log of this workspace has this size and this root", signed by co-signers. The text has the three lines of a
 * C2SP tlog-checkpoint (origin, size, base64 root); the signature is ours, over a tagged hash of that text.
 */
import { base64 } from '@scure/base';
import { utf8ToBytes } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../base/signatures.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import { verifyConsistency } from './merkle-verify.ts';

export interface Checkpoint {
  /** Hex, 32 bytes. */
  readonly workspaceId: string;
  /** Number of entries. */
  readonly size: number;
  /** RFC 9162 root over the first `size` entries: 32 bytes. */
  readonly rootHash: Uint8Array;
}

export interface CheckpointSignature {
  /** Pid of the co-signer, hex. */
  readonly coSigner: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly signatures: readonly CheckpointSignature[];
}

const ORIGIN = 'countersign/';

/** The checkpoint as text: origin, size and base64 root, one a line. */
export function encodeCheckpoint({ workspaceId, size, rootHash }: Checkpoint): string {
  return `${ORIGIN}${workspaceId}\n${size}\n${base64.encode(rootHash)}\n`;
}

/** Reads the text form. @throws AppError `CHECKPOINT_MALFORMED` for anything but what `encodeCheckpoint` writes. */
export function decodeCheckpoint(text: string): Checkpoint {
  const match = /^countersign\/([0-9a-f]{64})\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text);
  const [, workspaceId, size, root] = match ?? [];
  if (workspaceId !== undefined && size !== undefined && root !== undefined) {
    const checkpoint = { workspaceId, size: Number(size), rootHash: rootBytes(root) };
    if (encodeCheckpoint(checkpoint) === text) return checkpoint;
  }
  throw malformed();
}

/** `H("treasury/checkpoint", text)`: the 32 bytes that a co-signer signs. */
export function checkpointDigest(checkpoint: Checkpoint): Uint8Array {
  return taggedHash('treasury/checkpoint', tlv.bytes(utf8ToBytes(encodeCheckpoint(checkpoint))));
}

/** Signs a checkpoint with a co-signer's identity key: 64 bytes. */
export function signCheckpoint(checkpoint: Checkpoint, signer: Ed25519Signer): Uint8Array {
  return signer.sign(checkpointDigest(checkpoint));
}

/** The co-signers whose signatures on the checkpoint are valid, and those whose are not. A repeated signer counts once. */
export function checkpointSigners(
  signed: SignedCheckpoint,
  coSigners: ReadonlyMap<string, { readonly identityKey: Uint8Array }>,
  verify: VerifyEd25519,
): { readonly valid: readonly string[]; readonly invalid: readonly string[] } {
  const digest = checkpointDigest(signed.checkpoint);
  const valid = new Set<string>();
  const invalid = new Set<string>();
  for (const { coSigner, signature } of signed.signatures) {
    const key = coSigners.get(coSigner)?.identityKey;
    (key !== undefined && verify(key, digest, signature) ? valid : invalid).add(coSigner);
  }
  return { valid: [...valid], invalid: [...invalid] };
}

/** Whether the newer checkpoint is of the same log, and the proof shows that it only added entries to the older one. */
export function verifyExtends(older: Checkpoint, newer: Checkpoint, proof: readonly Uint8Array[]): boolean {
  return (
    older.workspaceId === newer.workspaceId &&
    verifyConsistency({
      olderSize: older.size,
      olderRoot: older.rootHash,
      newerSize: newer.size,
      newerRoot: newer.rootHash,
      proof,
    })
  );
}

function rootBytes(text: string): Uint8Array {
  try {
    return base64.decode(text);
  } catch {
    throw malformed();
  }
}

function malformed(): AppError {
  return new AppError({
    code: 'CHECKPOINT_MALFORMED',
    kind: 'peer',
    message: 'A checkpoint does not have the three lines of its form.',
  });
}
