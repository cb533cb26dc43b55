/** Key shares of both schemes as sealed files: written as PREPARED, read back at once, opened for a run. */
import { createHash } from 'node:crypto';
import { bytesEqual, wipe } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import { SecretInteger } from '../../../engine/crypto/secret-integer.ts';
import { secureRandom } from '../../../adapters/identity/secure-random.ts';
import { eraseShare, openShare, sealShare } from '../../../adapters/keystore/file/share-file.ts';
import * as ecdsa from '../../../engine/mpc/cggmp24/key-share-codec.ts';
import {
  ECDSA,
  forgetShare,
  type EcdsaKeyShare,
  type EcdsaPublicShare,
  type PublicAux,
} from '../../../engine/mpc/cggmp24/key-share.ts';
import * as frost from '../../../engine/mpc/frost/index.ts';
import type { AnyKeyShare } from '../../../engine/mpc/reshare/index.ts';
import type { Scheme } from '../../../treasury/chains/chain.ts';
import type { ProtocolJob, RunJob } from '../run-task.ts';

/** Where a share rests and what it is bound to. */
export interface ShareFile {
  readonly path: string;
  readonly passphrase: Uint8Array;
  readonly vaultId: string;
  readonly epoch: number;
  /** pid */
  readonly self: Uint8Array;
}

/** The share that a job uses or makes. */
export function shareFileOf({ sharePath, passphrase, vaultId, epoch, self }: RunJob): ShareFile {
  return { path: sharePath, passphrase, vaultId, epoch, self };
}

/**
 * Seals a new share and reads it back: after this it is on disk for certain, and it is the one behind its public share (reshare.md 6.1,
 * 6.2). When that fails no file stays.
 * @throws AppError of the keystore, `KEY_SHARE_INVALID`
 */
export async function sealPrepared(job: ProtocolJob, share: AnyKeyShare): Promise<void> {
  const file = shareFileOf(job);
  const { path, passphrase } = file;
  const encoded = share.scheme === ECDSA ? ecdsa.encodeKeyShare(share) : frost.encodeKeyShare(share);
  try {
    await sealShare({
      ...{ path, passphrase, share: encoded, binding: bindingOf(file) },
      cost: job.sealCost,
      random: secureRandom,
    });
    await assertReadable(file, encoded);
  } catch (error) {
    // An older file of this name is not ours to remove.
    if (!(error instanceof AppError && error.code === 'KEYSTORE_EXISTS')) await eraseShare(path);
    throw error;
  } finally {
    wipe(encoded);
  }
}

/** Removes a share whose run ended without a result, before anything acknowledged it. */
export async function erasePrepared(job: ProtocolJob): Promise<void> {
  await eraseShare(job.sharePath);
}

/** Opens a share; `forgetAny` ends its life. @throws AppError of the keystore, `KEY_SHARE_INVALID` */
export async function unsealAny(file: ShareFile): Promise<AnyKeyShare> {
  const encoded = await openShare(file.path, file.passphrase, bindingOf(file));
  try {
    return decodeAny(encoded);
  } finally {
    wipe(encoded);
  }
}

export async function unsealFrost(file: ShareFile): Promise<frost.FrostKeyShare> {
  const share = await unsealAny(file);
  if (share.scheme !== ECDSA) return share;
  forgetAny(share);
  throw otherScheme();
}

export async function unsealEcdsa(file: ShareFile): Promise<EcdsaKeyShare> {
  const share = await unsealAny(file);
  if (share.scheme === ECDSA) return share;
  forgetAny(share);
  throw otherScheme();
}

export function forgetAny(share: AnyKeyShare | undefined): void {
  if (share === undefined) return;
  if (share.scheme === ECDSA) forgetShare(share);
  else share.secret.wipe();
}

/** What is public about a share, in the engine's encoding. */
export function encodePublic(share: AnyKeyShare): Uint8Array {
  return share.scheme === ECDSA ? ecdsa.encodePublicShare(share) : frost.encodePublicShare(share);
}

export type PublicShare = EcdsaPublicShare | frost.FrostPublicShare;

/** Reads what `encodePublic` wrote. @throws AppError `KEY_SHARE_INVALID` */
export function decodePublic(scheme: Scheme, bytes: Uint8Array): PublicShare {
  return scheme === ECDSA ? ecdsa.decodePublicShare(bytes) : frost.decodePublicShare(bytes);
}

/** SHA-256 of the public part: what acknowledgements name. */
export function publicHash(publicData: Uint8Array): Uint8Array {
  return createHash('sha256').update(publicData).digest();
}

/** `H("aux/public", list(N_j), list([Nh_j, s_j, t_j]), rid)` (reshare.md 6.3); `null` for a scheme without auxiliary data. */
export function auxHashOf(share: AnyKeyShare | PublicShare): Uint8Array | null {
  return share.scheme === ECDSA && share.aux !== undefined ? auxPublicHash(share.aux) : null;
}

function auxPublicHash({ publics, rid }: PublicAux): Uint8Array {
  return taggedHash(
    'aux/public',
    tlv.list(publics.map(({ N }) => tlv.integer(N))),
    tlv.list(publics.map(({ Nh, s, t }) => tlv.list([tlv.integer(Nh), tlv.integer(s), tlv.integer(t)]))),
    tlv.bytes(rid),
  );
}

/** The decoders check `x·G == X` and that the moduli are products of the stored primes. */
async function assertReadable(file: ShareFile, written: Uint8Array): Promise<void> {
  const read = await openShare(file.path, file.passphrase, bindingOf(file));
  try {
    if (!bytesEqual(read, written)) throw new Error('A sealed share reads differently from what was written.');
    const share = decodeAny(read);
    if (share.scheme === ECDSA) assertPaillierWorks(share);
    forgetAny(share);
  } finally {
    wipe(read);
  }
}

/** The Paillier round trip of reshare.md 6.2. */
function assertPaillierWorks({ aux }: EcdsaKeyShare): void {
  if (aux === undefined) return;
  const probe = SecretInteger.of(0x636f756e7465727369676en);
  const ciphertext = aux.paillier.encrypt(probe, SecretInteger.of(3n));
  const read = aux.paillier.decrypt(ciphertext);
  if (read.use((value) => value) !== probe.use((value) => value))
    throw new Error('A stored Paillier key does not decrypt.');
}

function decodeAny(encoded: Uint8Array): AnyKeyShare {
  try {
    return ecdsa.decodeKeyShare(encoded);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return frost.decodeKeyShare(encoded);
  }
}

function bindingOf({ vaultId, epoch, self }: ShareFile) {
  return { vaultId, epoch, holder: self };
}

function otherScheme(): AppError {
  return new AppError({
    code: 'KEY_SHARE_INVALID',
    kind: 'storage',
    message: 'The share is of a key of another scheme.',
    safe: 'Nothing was signed with it.',
  });
}
