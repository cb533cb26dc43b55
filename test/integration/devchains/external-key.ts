/** An Ed25519 key that signs outside of every Solana library, as the vault's shares do. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { encodeSolanaAddress } from '../../../src/adapters/chains/solana/address.ts';

export interface ExternalKey {
  readonly address: string;
  sign(message: Uint8Array): Uint8Array;
  /** A valid signature with a nonce of its own, different each time, as threshold signing makes them. */
  signAgain(message: Uint8Array): Uint8Array;
}

export function createExternalKey(): ExternalKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32));
  const publicKey = ed25519.getPublicKey(seed);
  const { scalar } = ed25519.utils.getExtendedPublicKey(seed);
  return {
    address: encodeSolanaAddress(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    signAgain: (message) => {
      const { Fn } = ed25519.Point;
      const nonce = Fn.create(toBigInt(randomBytes(64)));
      const commitment = ed25519.Point.BASE.multiply(nonce).toBytes();
      const hash = createHash('sha512').update(commitment).update(publicKey).update(message).digest();
      const response = Fn.create(nonce + Fn.create(toBigInt(hash)) * scalar);
      return Uint8Array.from([...commitment, ...Fn.toBytes(response)]);
    },
  };
}

/** Little-endian. */
function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}
