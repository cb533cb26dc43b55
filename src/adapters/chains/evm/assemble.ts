/** From a signed digest to the transaction that goes to the chain. */
import { keccak256, parseTransaction, recoverAddress, serializeTransaction } from 'viem/utils';
import { bytesEqual, bytesFromHex, bytesToHex, concatBytes } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { evmDigest, evmTransactionId, signedEvmTransaction } from '../../../treasury/chains/evm-signature.ts';
import { decodeEvmTransaction } from './decode-transaction.ts';
import { assertSecondDecoderAgrees } from './second-decoder.ts';

/** What ECDSA gives: two numbers of 32 bytes and which of four points the nonce was. */
export interface RecoverableSignature {
  readonly r: Uint8Array;
  readonly s: Uint8Array;
  readonly recoveryId: number;
}

export interface AssembledTransaction {
  /** What `eth_sendRawTransaction` takes: the signed transaction, `0x` and hex. */
  readonly wire: string;
  /** The transaction's id on the chain: its Keccak-256, `0x` and hex. */
  readonly transactionId: string;
}

/** Half the order of secp256k1: above it lies a second, equally valid s, which no chain takes (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * The 65 bytes r, s, yParity that the log holds.
 * @throws AppError `EVM_SIGNATURE_INVALID` for lengths other than 32, an s in the upper half, or a recovery id above 1: r was reduced,
 *   which no EVM transaction can say (cggmp24.md 8.1); it happens with probability 2^-127 and is signed again.
 */
export function encodeEvmSignature({ r, s, recoveryId }: RecoverableSignature): Uint8Array {
  if (r.length !== 32 || s.length !== 32) throw invalidSignature('its numbers are not 32 bytes each');
  if (recoveryId !== 0 && recoveryId !== 1) throw invalidSignature('its recovery id cannot be said on this chain');
  if (BigInt(`0x${bytesToHex(s)}`) > HALF_ORDER) throw invalidSignature('its s is in the upper half');
  return concatBytes(r, s, Uint8Array.of(recoveryId));
}

/**
 * Joins an unsigned transaction with its 65-byte signature. The sender is recovered by viem and must be the account; the wire bytes
 * are made twice, by viem and by our own code, and must be the same.
 * @param from the account that pays, EIP-55
 * @throws AppError `EVM_TRANSACTION_MALFORMED`, or `EVM_SIGNATURE_INVALID` when the signature is not the account's.
 */
export async function assembleEvmTransaction(
  unsigned: Uint8Array,
  signature: Uint8Array,
  from: string,
): Promise<AssembledTransaction> {
  assertSecondDecoderAgrees(unsigned, decodeEvmTransaction(unsigned));
  if (signature.length !== 65) throw invalidSignature('it is not 65 bytes');
  const [r, s] = [signature.slice(0, 32), signature.slice(32, 64)];
  const yParity = signature[64] ?? -1;
  encodeEvmSignature({ r, s, recoveryId: yParity });
  const parts = { r: `0x${bytesToHex(r)}`, s: `0x${bytesToHex(s)}`, yParity } as const;
  if ((await recovered(unsigned, parts)) !== from) throw invalidSignature("it is not by the paying account's key");
  const wire = serializeTransaction(parseTransaction(`0x02${bytesToHex(unsigned.subarray(1))}`), parts);
  const own = signedEvmTransaction(unsigned, signature);
  const transactionId = evmTransactionId(unsigned, signature);
  if (own === null || !bytesEqual(own, bytesFromHex(wire.slice(2))) || keccak256(wire) !== transactionId)
    throw invalidSignature('two encoders make different transactions of it');
  return { wire, transactionId };
}

type SignatureParts = { readonly r: `0x${string}`; readonly s: `0x${string}`; readonly yParity: number };

async function recovered(unsigned: Uint8Array, signature: SignatureParts): Promise<string> {
  try {
    return await recoverAddress({ hash: evmDigest(unsigned), signature });
  } catch {
    return ''; // r or s out of range: nobody's signature
  }
}

function invalidSignature(reason: string): AppError {
  return new AppError({
    code: 'EVM_SIGNATURE_INVALID',
    kind: 'peer',
    message: `The transaction's signature is not usable: ${reason}.`,
    safe: 'Nothing was sent.',
    next: 'Start a new signing session.',
  });
}
