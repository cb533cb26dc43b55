/** The signed envelope around every message (protocol README, section 7). Private ones are signed here and encrypted by the relay adapter afterwards. */
import { bytesFromHex, bytesToHex } from '../../../base/bytes.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../../base/signatures.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import {
  bytesCodec,
  decodeWith,
  DecodeError,
  encodeWith,
  structCodec,
  textCodec,
  u32Codec,
} from '../../../base/tlv-decode.ts';
import { tlv } from '../../../base/tlv.ts';

export const ENVELOPE_VERSION = 1;

/**
 * Largest payload in bytes. The error round of threshold ECDSA decides it: one message has about 0.35 MB per other signer at 3072 bits, and the largest
 * committee has 64 (`test/protocol/message-sizes.test.ts` adds it up).
 */
export const MAX_PAYLOAD_BYTES = 3 << 23;

/** Largest encoded envelope in bytes; a longer buffer is refused before it is parsed. */
export const MAX_ENVELOPE_BYTES = MAX_PAYLOAD_BYTES + 512;

export type Envelope = {
  readonly version: number;
  readonly protocol: string;
  /** What the message is bound to: `sid`, or the `runId` before `sid` exists. 32 bytes. */
  readonly sid: Uint8Array;
  readonly round: number;
  readonly from: Uint8Array;
  /** 32 bytes, or empty for a broadcast. */
  readonly to: Uint8Array;
  readonly payload: Uint8Array;
  readonly sig: Uint8Array;
};

const codec = structCodec<Envelope>({
  version: u32Codec,
  protocol: textCodec(32),
  sid: bytesCodec({ exact: 32 }),
  round: u32Codec,
  from: bytesCodec({ exact: 32 }),
  to: bytesCodec({ max: 32 }),
  payload: bytesCodec({ max: MAX_PAYLOAD_BYTES }),
  sig: bytesCodec({ exact: 64 }),
});

/** An envelope with what is computed from it once. */
export interface SealedEnvelope {
  readonly envelope: Envelope;
  /** Encoded envelope, as it travels. */
  readonly bytes: Uint8Array;
  /** `H("payload", payload)`, 32 bytes. */
  readonly payloadHash: Uint8Array;
  /** Hex of the signed digest: names this message in blame entries. */
  readonly messageId: string;
}

/** `H("payload", payload)`, 32 bytes. */
export function payloadHashOf(payload: Uint8Array): Uint8Array {
  return taggedHash('payload', tlv.bytes(payload));
}

/** The 32 bytes that the author signs. */
export function envelopeDigest(envelope: Omit<Envelope, 'sig'>): Uint8Array {
  return digestOf(envelope, payloadHashOf(envelope.payload));
}

function digestOf(envelope: Omit<Envelope, 'sig' | 'payload'>, payloadHash: Uint8Array): Uint8Array {
  return taggedHash(
    'envelope',
    tlv.u32(envelope.version),
    tlv.bytes(envelope.sid),
    tlv.text(envelope.protocol),
    tlv.u32(envelope.round),
    tlv.bytes(envelope.from),
    tlv.bytes(envelope.to),
    tlv.bytes(payloadHash),
  );
}

/** Signs and encodes a message of this device. */
export function sealEnvelope(fields: Omit<Envelope, 'sig' | 'version'>, signer: Ed25519Signer): SealedEnvelope {
  const unsigned = { version: ENVELOPE_VERSION, ...fields };
  const payloadHash = payloadHashOf(fields.payload);
  const digest = digestOf(unsigned, payloadHash);
  const { version, protocol, sid, round, from, to, payload } = unsigned;
  const envelope: Envelope = { version, protocol, sid, round, from, to, payload, sig: signer.sign(digest) };
  return { envelope, bytes: encodeWith(codec, envelope), payloadHash, messageId: bytesToHex(digest) };
}

/** Parses an envelope without judging its signature. @throws DecodeError for anything but one canonical envelope of version 1. */
export function parseEnvelope(bytes: Uint8Array): SealedEnvelope {
  if (bytes.length > MAX_ENVELOPE_BYTES) throw new DecodeError('an envelope is longer than its limit');
  const envelope = decodeWith(codec, bytes);
  if (envelope.version !== ENVELOPE_VERSION) throw new DecodeError('an envelope has an unknown version');
  if (envelope.to.length !== 0 && envelope.to.length !== 32) throw new DecodeError('a recipient has another length');
  const payloadHash = payloadHashOf(envelope.payload);
  return { envelope, bytes: bytes.slice(), payloadHash, messageId: bytesToHex(digestOf(envelope, payloadHash)) };
}

/** Whether the envelope carries a valid signature under `identityKey`. */
export function isSignedBy(sealed: SealedEnvelope, identityKey: Uint8Array, verify: VerifyEd25519): boolean {
  return verify(identityKey, bytesFromHex(sealed.messageId, 32), sealed.envelope.sig);
}
