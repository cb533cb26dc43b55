/**
 * A secret sealed under a passphrase: scrypt, then AES-256-GCM.
 *
 *   file   = header || ciphertext || tag (16) || SHA-256 of all before (32)
 *   header = TLV [text "countersign/sealed", u32 version, text purpose, list(text subject..), u32 log2N, u32 r, u32 p,
 *                 bytes salt (16), bytes nonce (12), bytes keyCheck (16), u32 ciphertext length]
 *   scrypt(passphrase, salt, N, r, p) = sealing key (32) || check key (32)
 *   keyCheck = first 16 bytes of HMAC-SHA-256(check key, salt);   associated data = the whole header
 *
 * The checksum finds accidents, so that "damaged" and "wrong passphrase" are told apart; the tag finds attackers. The key
 * check gives a guesser nothing that the tag would not.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import { bytesEqual, concatBytes, wipe } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type { Random } from '../../../base/random.ts';
import {
  bytesCodec,
  encodeWith,
  listCodec,
  structCodec,
  textCodec,
  TlvReader,
  u32Codec,
} from '../../../base/tlv-decode.ts';
import type { SealBinding } from '../../../treasury/ports/secret-store.ts';
import { corruptFile, wrongBinding, wrongPassphrase } from './keystore-errors.ts';

/** Work factor of the derivation: 128 * 2^log2N * r bytes of memory, p times. */
export interface ScryptCost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP's first choice for scrypt: 128 MiB, about half a second. */
export const DEFAULT_COST: ScryptCost = { log2N: 17, r: 8, p: 1 };

const MAX_SECRET_BYTES = 256 * 1024;
/** Longest sealed box in bytes: the largest secret, the longest header, tag and checksum. */
export const MAX_BOX_BYTES = MAX_SECRET_BYTES + 4096;

const MAX_SUBJECTS = 8;
const MAX_PURPOSE_BYTES = 64;
const MAX_SUBJECT_BYTES = 128;
const MAGIC = 'countersign/sealed';
const VERSION = 1;
const TAG_BYTES = 16;
const CHECKSUM_BYTES = 32;

const headerCodec = structCodec({
  magic: textCodec(32),
  version: u32Codec,
  purpose: textCodec(MAX_PURPOSE_BYTES),
  subject: listCodec(textCodec(MAX_SUBJECT_BYTES), { min: 0, max: MAX_SUBJECTS }),
  log2N: u32Codec,
  r: u32Codec,
  p: u32Codec,
  salt: bytesCodec({ exact: 16 }),
  nonce: bytesCodec({ exact: 12 }),
  keyCheck: bytesCodec({ exact: 16 }),
  length: u32Codec,
});
type Header = ReturnType<typeof headerCodec.read>;

export interface SealOptions {
  readonly secret: Uint8Array;
  readonly passphrase: Uint8Array;
  readonly binding: SealBinding;
  readonly random: Random;
  readonly cost?: ScryptCost;
}

/**
 * Seals 1 byte to 256 KiB. The derivation runs on a thread of its own, not on the event loop.
 * @throws AppError `KEYSTORE_INPUT` for an empty passphrase, a secret outside the limits, or a cost outside the bounds.
 */
export async function sealBox({
  secret,
  passphrase,
  binding,
  random,
  cost = DEFAULT_COST,
}: SealOptions): Promise<Uint8Array> {
  if (passphrase.length === 0) throw badInput('The passphrase is empty.');
  if (secret.length === 0 || secret.length > MAX_SECRET_BYTES) throw badInput('A secret has 1 byte to 256 KiB.');
  if (!isBounded(cost)) throw badInput('The work factor is outside its bounds.');
  if (!isBoundedBinding(binding)) throw badInput('A binding has at most 8 short texts.');
  const salt = random(16);
  const nonce = random(12);
  const keys = await deriveKeys(passphrase, salt, cost);
  try {
    const header = encodeWith(headerCodec, {
      magic: MAGIC,
      version: VERSION,
      ...{ purpose: binding.purpose, subject: binding.subject },
      ...{ log2N: cost.log2N, r: cost.r, p: cost.p, salt, nonce },
      keyCheck: keyCheckOf(keys, salt),
      length: secret.length,
    });
    const body = concatBytes(header, encrypt(keys, nonce, header, secret));
    return concatBytes(body, checksumOf(body));
  } finally {
    wipe(keys);
  }
}

/**
 * Opens a box and returns the secret, which the caller wipes.
 * @throws AppError `KEYSTORE_CORRUPT` for any changed, missing or added byte, `KEYSTORE_WRONG_BINDING` for a sound box of
 *   something else, `KEYSTORE_WRONG_PASSPHRASE`.
 */
export async function openBox(box: Uint8Array, passphrase: Uint8Array, binding: SealBinding): Promise<Uint8Array> {
  const { header, headerBytes, sealed } = readBox(box);
  if (!isSameBinding(header, binding)) throw wrongBinding();
  const keys = await deriveKeys(passphrase, header.salt, header);
  try {
    if (!timingSafeEqual(keyCheckOf(keys, header.salt), header.keyCheck)) throw wrongPassphrase();
    return decrypt(keys, header, headerBytes, sealed);
  } finally {
    wipe(keys);
  }
}

function readBox(box: Uint8Array): { header: Header; headerBytes: Uint8Array; sealed: Uint8Array } {
  const body = box.subarray(0, Math.max(0, box.length - CHECKSUM_BYTES));
  if (box.length > MAX_BOX_BYTES || !bytesEqual(checksumOf(body), box.subarray(body.length))) throw corruptFile();
  try {
    const header = headerCodec.read(new TlvReader(body));
    const headerBytes = encodeWith(headerCodec, header);
    const sealed = body.subarray(headerBytes.length);
    const isOurs = header.magic === MAGIC && header.version === VERSION && isBounded(header);
    if (!isOurs || sealed.length !== header.length + TAG_BYTES) throw corruptFile();
    return { header, headerBytes, sealed };
  } catch (error) {
    throw error instanceof AppError && error.code === 'decode' ? corruptFile(error) : error;
  }
}

/** A file must not be able to demand gigabytes or hours. */
function isBounded({ log2N, r, p }: ScryptCost): boolean {
  return log2N >= 12 && log2N <= 20 && r === 8 && p >= 1 && p <= 4;
}

function isBoundedBinding({ purpose, subject }: SealBinding): boolean {
  const isShort = subject.every((text) => Buffer.byteLength(text) <= MAX_SUBJECT_BYTES);
  return Buffer.byteLength(purpose) <= MAX_PURPOSE_BYTES && subject.length <= MAX_SUBJECTS && isShort;
}

function isSameBinding(header: Header, { purpose, subject }: SealBinding): boolean {
  const sameSubject =
    header.subject.length === subject.length && subject.every((text, i) => header.subject[i] === text);
  return header.purpose === purpose && sameSubject;
}

function deriveKeys(passphrase: Uint8Array, salt: Uint8Array, { log2N, r, p }: ScryptCost): Promise<Uint8Array> {
  const N = 2 ** log2N;
  const options = { N, r, p, maxmem: 128 * r * (N + p + 2) };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 64, options, (error, keys) => (error === null ? resolve(keys) : reject(error)));
  });
}

function keyCheckOf(keys: Uint8Array, salt: Uint8Array): Uint8Array {
  return createHmac('sha256', keys.subarray(32)).update(salt).digest().subarray(0, 16);
}

function encrypt(keys: Uint8Array, nonce: Uint8Array, header: Uint8Array, secret: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', keys.subarray(0, 32), nonce, { authTagLength: TAG_BYTES }).setAAD(
    header,
  );
  return concatBytes(cipher.update(secret), cipher.final(), cipher.getAuthTag());
}

function decrypt(keys: Uint8Array, { nonce }: Header, headerBytes: Uint8Array, sealed: Uint8Array): Uint8Array {
  const tagOffset = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', keys.subarray(0, 32), nonce, { authTagLength: TAG_BYTES })
    .setAAD(headerBytes)
    .setAuthTag(sealed.subarray(tagOffset));
  const secret = decipher.update(sealed.subarray(0, tagOffset));
  try {
    decipher.final();
  } catch (error) {
    wipe(secret);
    throw corruptFile(error);
  }
  return new Uint8Array(secret.buffer, secret.byteOffset, secret.length);
}

function checksumOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function badInput(message: string): AppError {
  return new AppError({ code: 'KEYSTORE_INPUT', kind: 'input', message, safe: 'Nothing was written.' });
}
