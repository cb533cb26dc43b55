/**
 * Direct messages: signed by the author, then encrypted to the recipient.
 *
 *   signed    = Ed25519(author, H("treasury/direct", workspace, from, to, from's run, to's run, counter, H(payload)))
 *   key||iv   = HKDF-SHA256(X25519(ephemeral, to), salt = ephemeral || to's channel key, info = TLV[tag, workspace, from, to])
 *   sealed    = ephemeral (32) || AES-256-GCM(pad(TLV[from's run, to's run, counter, payload, signature])), AAD = info
 *
 * The signature inside gives the recipient evidence that others can check; the recipient inside the signature keeps the
 * evidence from being readdressed. The key is fresh for each message, so the derived iv is never used twice.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { bytesFromHex, concatBytes, wipe } from '../../../base/bytes.ts';
import type { KeyAgreement } from '../../../base/key-agreement.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../../base/signatures.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import {
  bytesCodec,
  DecodeError,
  decodeWith,
  encodeWith,
  integerCodec,
  structCodec,
} from '../../../base/tlv-decode.ts';
import { encodeTlv, tlv } from '../../../base/tlv.ts';
import { BUCKETS, pad, unpad } from './padding.ts';
import { relayError } from './relay-errors.ts';

const RUN_BYTES = 16;
const KEY_BYTES = 32;
const TAG_BYTES = 16;

/** Longest payload in bytes: the largest bucket less everything around the payload. */
export const MAX_PAYLOAD_BYTES = Math.max(...BUCKETS) - 256;

const innerCodec = structCodec({
  fromRun: bytesCodec({ exact: RUN_BYTES }),
  toRun: bytesCodec({ exact: RUN_BYTES }),
  counter: integerCodec(8),
  payload: bytesCodec({ max: MAX_PAYLOAD_BYTES }),
  signature: bytesCodec({ exact: 64 }),
});

/** The addresses of a message. Pids are lower-case hex; runs are the 16 random bytes each client draws when it starts. */
export interface DirectMessage {
  readonly from: string;
  readonly to: string;
  readonly fromRun: Uint8Array;
  readonly toRun: Uint8Array;
  /** 1, 2, 3 ... per sender run and recipient run. */
  readonly counter: bigint;
  readonly payload: Uint8Array;
}

/** The public keys under which a member, device or co-signer is enrolled, 32 bytes each. */
export interface PeerKeys {
  readonly identityKey: Uint8Array;
  readonly channelKey: Uint8Array;
}

export interface SealDirectOptions {
  readonly message: DirectMessage;
  readonly workspaceId: string;
  readonly signer: Ed25519Signer;
  readonly recipientChannelKey: Uint8Array;
  /** A channel key made for this one message. */
  readonly ephemeral: KeyAgreement;
}

/** @throws AppError `RELAY_PAYLOAD_TOO_LARGE`, `KEY_AGREEMENT_FAILED` for an unusable recipient key. */
export function sealDirect(options: SealDirectOptions): Uint8Array {
  const { message, workspaceId, signer, recipientChannelKey, ephemeral } = options;
  if (message.payload.length > MAX_PAYLOAD_BYTES) {
    throw relayError('RELAY_PAYLOAD_TOO_LARGE', { details: { byteLength: message.payload.length } });
  }
  const signature = signer.sign(signedHash(workspaceId, message));
  const { fromRun, toRun, counter, payload } = message;
  const padded = pad(encodeWith(innerCodec, { fromRun, toRun, counter, payload, signature }));
  const info = contextOf(workspaceId, message);
  const shared = ephemeral.agree(recipientChannelKey);
  const key = deriveKey(shared, ephemeral.publicKey, recipientChannelKey, info);
  try {
    const cipher = createCipheriv('aes-256-gcm', key.subarray(0, KEY_BYTES), key.subarray(KEY_BYTES), {
      authTagLength: TAG_BYTES,
    });
    cipher.setAAD(info);
    return concatBytes(ephemeral.publicKey, cipher.update(padded), cipher.final(), cipher.getAuthTag());
  } finally {
    wipe(shared, key, padded);
  }
}

export interface OpenDirectOptions {
  readonly sealed: Uint8Array;
  /** As the relay claims; a wrong claim makes decryption fail. */
  readonly from: string;
  readonly to: string;
  readonly workspaceId: string;
  readonly channel: KeyAgreement;
  readonly senderIdentityKey: Uint8Array;
  readonly verify: VerifyEd25519;
}

/** @throws AppError `RELAY_DECRYPT_FAILED`, `RELAY_SIGNATURE_INVALID`. Whether it is a replay is the caller's to judge. */
export function openDirect(options: OpenDirectOptions): DirectMessage {
  const { from, to, workspaceId, senderIdentityKey, verify } = options;
  const { signature, ...inner } = decryptInner(options);
  const message = { from, to, ...inner };
  if (!verify(senderIdentityKey, signedHash(workspaceId, message), signature))
    throw relayError('RELAY_SIGNATURE_INVALID');
  return message;
}

function decryptInner({
  sealed,
  from,
  to,
  workspaceId,
  channel,
}: OpenDirectOptions): ReturnType<typeof innerCodec.read> {
  const content = decrypt(sealed, contextOf(workspaceId, { from, to }), channel);
  if (content === undefined) throw relayError('RELAY_DECRYPT_FAILED');
  try {
    return decodeWith(innerCodec, content);
  } catch (error) {
    if (error instanceof DecodeError) throw relayError('RELAY_DECRYPT_FAILED', { cause: error });
    throw error;
  }
}

function decrypt(sealed: Uint8Array, info: Uint8Array, channel: KeyAgreement): Uint8Array | undefined {
  if (sealed.length < KEY_BYTES + TAG_BYTES) return undefined;
  const ephemeralKey = sealed.subarray(0, KEY_BYTES);
  let shared: Uint8Array | undefined;
  let key: Uint8Array | undefined;
  try {
    shared = channel.agree(ephemeralKey);
    key = deriveKey(shared, ephemeralKey, channel.publicKey, info);
    const decipher = createDecipheriv('aes-256-gcm', key.subarray(0, KEY_BYTES), key.subarray(KEY_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(info).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const padded = decipher.update(sealed.subarray(KEY_BYTES, sealed.length - TAG_BYTES));
    decipher.final();
    return unpad(padded);
  } catch {
    // A small-order key, a failed tag: both mean that nobody enrolled made these bytes for us.
    return undefined;
  } finally {
    wipe(shared, key);
  }
}

function deriveKey(
  shared: Uint8Array,
  ephemeralKey: Uint8Array,
  recipientKey: Uint8Array,
  info: Uint8Array,
): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', shared, concatBytes(ephemeralKey, recipientKey), info, KEY_BYTES + 12));
}

function contextOf(workspaceId: string, { from, to }: Pick<DirectMessage, 'from' | 'to'>): Uint8Array {
  const addresses = [tlv.bytes(bytesFromHex(from, 32)), tlv.bytes(bytesFromHex(to, 32))];
  return encodeTlv(tlv.list([tlv.text('treasury/direct'), tlv.text(workspaceId), ...addresses]));
}

function signedHash(workspaceId: string, { from, to, fromRun, toRun, counter, payload }: DirectMessage): Uint8Array {
  return taggedHash(
    'treasury/direct',
    tlv.text(workspaceId),
    tlv.bytes(bytesFromHex(from, 32)),
    tlv.bytes(bytesFromHex(to, 32)),
    tlv.bytes(fromRun),
    tlv.bytes(toRun),
    tlv.integer(counter),
    tlv.bytes(taggedHash('treasury/direct-payload', tlv.bytes(payload))),
  );
}
