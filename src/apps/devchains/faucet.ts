/** The faucet: an ordinary account of a development key, whose airdrops are ordinary transfers. */
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { base64 } from '@scure/base';
import { concatBytes } from '../../base/bytes.ts';
import { encodeSolanaAddress } from '../../adapters/chains/solana/address.ts';
import { assembleTransaction } from '../../adapters/chains/solana/assemble.ts';
import { buildTransfer } from '../../adapters/chains/solana/build-transfer.ts';

/** 500 million SOL. */
export const FAUCET_LAMPORTS = 500_000_000n * 10n ** 9n;

/** DER of an Ed25519 PKCS#8 private key (RFC 8410) up to the 32 seed bytes. */
const PKCS8_PREFIX = Uint8Array.of(
  0x30,
  0x2e,
  0x02,
  0x01,
  0x00,
  0x30,
  0x05,
  0x06,
  0x03,
  0x2b,
  0x65,
  0x70,
  0x04,
  0x22,
  0x04,
  0x20,
);

export class Faucet {
  readonly #key: KeyObject;
  /** Base58. */
  readonly address: string;

  /** @param seed 32 bytes */
  constructor(seed: Uint8Array) {
    this.#key = createPrivateKey({ key: Buffer.from(concatBytes(PKCS8_PREFIX, seed)), format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.address = encodeSolanaAddress(new Uint8Array(spki.subarray(-32)));
  }

  /** The message of a payment. @throws AppError of `buildTransfer`. */
  payment(to: string, lamports: bigint, blockhash: string): Uint8Array {
    return buildTransfer({ from: this.address, to, lamports, blockhash });
  }

  /** Wire bytes of a payment. */
  sign(message: Uint8Array): Uint8Array {
    return base64.decode(assembleTransaction(message, new Uint8Array(sign(null, message, this.#key))).wire);
  }
}
