/** Presignatures and primes on their way from and to their sealed files. */
import { bytesToHex, wipe } from '../../../base/bytes.ts';
import { bytesCodec, decodeWith, encodeWith, structCodec, textCodec } from '../../../base/tlv-decode.ts';
import { secureRandom } from '../../../adapters/identity/secure-random.ts';
import { sealOnce, takeOnce } from '../../../adapters/keystore/file/one-time-file.ts';
import type { PrimeKind } from '../../../adapters/storage/prime-store.ts';
import { integerFromBytes, integerToBytes } from '../../../engine/crypto/integers.ts';
import type { PrimePair } from '../../../engine/crypto/primes.ts';
import type { AuxPrimes } from '../../../engine/mpc/cggmp24/aux.ts';
import { decodePresignature, encodePresignature } from '../../../engine/mpc/cggmp24/presignature-codec.ts';
import type { Presignature } from '../../../engine/mpc/cggmp24/presignature.ts';
import type { JobOf, PrimesOnDisk } from '../run-task.ts';

/** The key of one-time secrets is random: stretching it would only cost time. */
const COST = { log2N: 12, r: 8, p: 1 };

/** Longest prime of any profile, in bytes. */
const MAX_PRIME_BYTES = 192;
const pairCodec = structCodec<{ kind: string; p: Uint8Array; q: Uint8Array }>({
  kind: textCodec(16),
  p: bytesCodec({ max: MAX_PRIME_BYTES }),
  q: bytesCodec({ max: MAX_PRIME_BYTES }),
});

export interface PrimeFile {
  readonly path: string;
  readonly oneTimeKey: Uint8Array;
  readonly pairId: Uint8Array;
  readonly kind: PrimeKind;
}

/** Seals a pair that nobody has used. @throws AppError of the keystore */
export async function sealPrimes(file: PrimeFile, { p, q }: PrimePair, byteLength: number): Promise<void> {
  const encoded = encodeWith(pairCodec, {
    kind: file.kind,
    p: integerToBytes(p, byteLength),
    q: integerToBytes(q, byteLength),
  });
  try {
    const { path, oneTimeKey } = file;
    const binding = primeBinding(file);
    await sealOnce({ path, passphrase: oneTimeKey, binding }, encoded, { random: secureRandom, cost: COST });
  } finally {
    wipe(encoded);
  }
}

/** Takes both pairs out of their files, which are gone then. @throws AppError of the keystore */
export async function takePrimes({ oneTimeKey, paillier, ringPedersen }: PrimesOnDisk): Promise<AuxPrimes> {
  const [N, Nh] = [
    await takePair({ ...paillier, oneTimeKey, kind: 'paillier' }),
    await takePair({ ...ringPedersen, oneTimeKey, kind: 'ring-pedersen' }),
  ];
  return { paillier: N, ringPedersen: Nh };
}

async function takePair(file: PrimeFile): Promise<PrimePair> {
  const { path, oneTimeKey } = file;
  const encoded = await takeOnce({ path, passphrase: oneTimeKey, binding: primeBinding(file) });
  try {
    const { p, q } = decodeWith(pairCodec, encoded);
    return { p: integerFromBytes(p), q: integerFromBytes(q) };
  } finally {
    wipe(encoded);
  }
}

/** Seals a presignature; the stored copy is the only one afterwards. @throws AppError of the keystore */
export async function sealPresignature(job: JobOf<'presign'>, presignature: Presignature): Promise<void> {
  const encoded = encodePresignature(presignature);
  try {
    const { presignaturePath: path, oneTimeKey } = job;
    const binding = presignatureBinding(job, presignature.presigId);
    await sealOnce({ path, passphrase: oneTimeKey, binding }, encoded, { random: secureRandom, cost: COST });
  } finally {
    wipe(encoded);
  }
}

/** Reads the presignature of a job, whose file is gone then. @throws AppError of the keystore, `PRESIGNATURE_INVALID` */
export async function takePresignature(job: JobOf<'online'>): Promise<Presignature> {
  const { presignaturePath: path, oneTimeKey, presigId } = job;
  const encoded = await takeOnce({ path, passphrase: oneTimeKey, binding: presignatureBinding(job, presigId) });
  try {
    return decodePresignature(encoded);
  } finally {
    wipe(encoded);
  }
}

function presignatureBinding({ vaultId, epoch, self }: JobOf<'presign' | 'online'>, presigId: Uint8Array) {
  const subject = [vaultId, String(epoch), bytesToHex(self), bytesToHex(presigId)];
  return { purpose: 'presignature', subject };
}

function primeBinding({ kind, pairId }: PrimeFile) {
  return { purpose: 'primes', subject: [kind, bytesToHex(pairId)] };
}
