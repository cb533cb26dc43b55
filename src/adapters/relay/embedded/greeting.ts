/** A client's signed announcement of its run, which its peers address messages to. */
import { bytesEqual, bytesFromHex } from '../../../base/bytes.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../../base/signatures.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { bytesCodec, DecodeError, decodeWith, encodeWith, structCodec } from '../../../base/tlv-decode.ts';
import { tlv } from '../../../base/tlv.ts';
import type { LogCipher } from './log-cipher.ts';
import { relayError } from './relay-errors.ts';

export const RUN_BYTES = 16;

const greetingCodec = structCodec({
  pid: bytesCodec({ exact: 32 }),
  run: bytesCodec({ exact: RUN_BYTES }),
  signature: bytesCodec({ exact: 64 }),
});

export interface Greeter {
  readonly workspaceId: string;
  readonly cipher: LogCipher;
}

/** The sealed greeting of `pid` (lower-case hex) for its 16-byte run. */
export function sealGreeting(
  { workspaceId, cipher }: Greeter,
  pid: string,
  run: Uint8Array,
  signer: Ed25519Signer,
): Uint8Array {
  const bytes = bytesFromHex(pid, 32);
  const signature = signer.sign(greetingHash(workspaceId, bytes, run));
  return cipher.seal('hello', encodeWith(greetingCodec, { pid: bytes, run, signature }));
}

/**
 * The run that a peer announced.
 * @throws AppError `RELAY_DECRYPT_FAILED` for bytes nobody of the workspace made, `RELAY_SIGNATURE_INVALID` unless `pid` signed them.
 */
export function openGreeting(
  { workspaceId, cipher }: Greeter,
  sealed: Uint8Array,
  pid: string,
  identityKey: Uint8Array,
  verify: VerifyEd25519,
): Uint8Array {
  const greeting = decodeGreeting(cipher.open('hello', sealed));
  const isSigned = verify(identityKey, greetingHash(workspaceId, greeting.pid, greeting.run), greeting.signature);
  if (!isSigned || !bytesEqual(greeting.pid, bytesFromHex(pid, 32))) throw relayError('RELAY_SIGNATURE_INVALID');
  return greeting.run;
}

function decodeGreeting(content: Uint8Array): ReturnType<typeof greetingCodec.read> {
  try {
    return decodeWith(greetingCodec, content);
  } catch (error) {
    if (error instanceof DecodeError) throw relayError('RELAY_DECRYPT_FAILED', { cause: error });
    throw error;
  }
}

function greetingHash(workspaceId: string, pid: Uint8Array, run: Uint8Array): Uint8Array {
  return taggedHash('treasury/hello', tlv.text(workspaceId), tlv.bytes(pid), tlv.bytes(run));
}
