/** ECDSA signatures over EIP-1559 transactions, and the transactions that they complete. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesEqual, bytesToHex, concatBytes } from '../../base/bytes.ts';

/** What an EIP-1559 transaction begins with (EIP-2718). */
const TYPE = 0x02;

/** What is signed: Keccak-256 of the unsigned transaction (32 bytes). */
export function evmDigest(unsignedTransaction: Uint8Array): Uint8Array {
  return keccak_256(unsignedTransaction);
}

/**
 * Whether the 65 bytes `r || s || yParity` are a signature of the key over the unsigned transaction. Only the form that chains and
 * we accept: s in the lower half, so that nobody can make a second signature of it, and a parity of 0 or 1. Never throws.
 */
export function isEvmSignature(publicKey: Uint8Array, unsigned: Uint8Array, signature: Uint8Array): boolean {
  const yParity = signature[64];
  if (signature.length !== 65 || publicKey.length !== 33 || (yParity !== 0 && yParity !== 1)) return false;
  const digest = evmDigest(unsigned);
  const compact = signature.subarray(0, 64);
  try {
    if (!secp256k1.verify(compact, digest, publicKey, { prehash: false, lowS: true })) return false;
    const recovered = concatBytes(Uint8Array.of(yParity), compact);
    return bytesEqual(secp256k1.recoverPublicKey(recovered, digest, { prehash: false }), publicKey);
  } catch {
    return false; // r or s out of range, or no such point: not a signature
  }
}

/**
 * The transaction that goes to the chain: the fields of the unsigned one followed by yParity, r and s. `null` when the bytes are no
 * typed list to which that can be appended. Says nothing about the fields; `read-transfer` of the adapter does.
 */
export function signedEvmTransaction(unsigned: Uint8Array, signature: Uint8Array): Uint8Array | null {
  if (unsigned[0] !== TYPE || signature.length !== 65) return null;
  const fields = listContent(unsigned.subarray(1));
  if (fields === null) return null;
  const content = concatBytes(
    fields,
    rlpInteger(signature.subarray(64)),
    rlpInteger(signature.subarray(0, 32)),
    rlpInteger(signature.subarray(32, 64)),
  );
  return concatBytes(Uint8Array.of(TYPE), rlpHeader(0xc0, content.length), content);
}

/** The chain's name of a signed transaction: `0x` and Keccak-256 in hex; empty for bytes that cannot be completed. */
export function evmTransactionId(unsigned: Uint8Array, signature: Uint8Array): string {
  const signed = signedEvmTransaction(unsigned, signature);
  return signed === null ? '' : `0x${bytesToHex(keccak_256(signed))}`;
}

/** Content of an RLP list that fills the bytes exactly. */
function listContent(bytes: Uint8Array): Uint8Array | null {
  const [first] = bytes;
  if (first === undefined || first < 0xc0) return null;
  const lengthBytes = first > 0xf7 ? first - 0xf7 : 0;
  // A transaction of ours has at most 1232 bytes: two bytes say every length.
  if (lengthBytes > 2 || bytes.length < 1 + lengthBytes) return null;
  const length =
    lengthBytes === 0 ? first - 0xc0 : bytes.subarray(1, 1 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  const content = bytes.subarray(1 + lengthBytes);
  return content.length === length ? content : null;
}

/** A big-endian number in RLP: without leading zeros, and one byte below 0x80 is its own encoding. */
function rlpInteger(bigEndian: Uint8Array): Uint8Array {
  const start = bigEndian.findIndex((byte) => byte !== 0);
  const bytes = start < 0 ? new Uint8Array() : bigEndian.subarray(start);
  if (bytes.length === 1 && (bytes[0] ?? 0) < 0x80) return bytes;
  return concatBytes(rlpHeader(0x80, bytes.length), bytes);
}

function rlpHeader(base: 0x80 | 0xc0, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(base + length);
  if (length < 256) return Uint8Array.of(base + 56, length);
  return Uint8Array.of(base + 57, length >> 8, length & 0xff);
}
