/** A local secp256k1 key that stands in for a threshold key: the adapter sees only its signatures. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { encodeEvmAddress } from '../../../src/adapters/chains/evm/address.ts';
import { encodeEvmSignature } from '../../../src/adapters/chains/evm/assemble.ts';
import { evmDigest } from '../../../src/treasury/chains/evm-signature.ts';

export interface EvmKey {
  readonly address: string;
  /** The 65 bytes over an unsigned transaction. */
  sign(unsigned: Uint8Array): Uint8Array;
}

/** @param seed 32 bytes; random when left out */
export function createEvmKey(seed: Uint8Array = secp256k1.utils.randomSecretKey()): EvmKey {
  return {
    address: encodeEvmAddress(secp256k1.getPublicKey(seed, true)),
    sign: (unsigned) => {
      const [recoveryId = 9, ...rs] = secp256k1.sign(evmDigest(unsigned), seed, {
        prehash: false,
        format: 'recovered',
      });
      const bytes = Uint8Array.from(rs);
      return encodeEvmSignature({ r: bytes.slice(0, 32), s: bytes.slice(32), recoveryId });
    },
  };
}
