/** A device's long-term identity: an Ed25519 key that signs and an X25519 key for its channels (protocol README, section 4). */
import { diffieHellman, sign, type KeyObject } from 'node:crypto';
import { bytesToHex, wipe } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import { pidOf } from '../../base/identity.ts';
import type { KeyAgreement } from '../../base/key-agreement.ts';
import type { Random } from '../../base/random.ts';
import type { Ed25519Signer } from '../../base/signatures.ts';
import type { SealBinding, SecretStore } from '../../treasury/ports/secret-store.ts';
import { privateKeyObject, publicKeyObject, rawPublicKey } from './key-objects.ts';

export interface DeviceIdentity {
  /** 32 bytes. */
  readonly pid: Uint8Array;
  readonly signer: Ed25519Signer;
  readonly channel: KeyAgreement;
}

const SEED_BYTES = 32;

/**
 * Makes a new identity, seals its two seeds in the store and returns it.
 * @throws AppError `KEYSTORE_EXISTS` and the store's other errors.
 */
export async function createDeviceIdentity(store: SecretStore, name: string, random: Random): Promise<DeviceIdentity> {
  const seeds = random(2 * SEED_BYTES);
  try {
    await store.seal(name, seeds, bindingOf(name));
    return identityFromSeeds(seeds);
  } finally {
    wipe(seeds);
  }
}

/** Opens the identity sealed under this name. @throws AppError the store's errors, `IDENTITY_CORRUPT` for other content. */
export async function loadDeviceIdentity(store: SecretStore, name: string): Promise<DeviceIdentity> {
  const seeds = await store.open(name, bindingOf(name));
  try {
    return identityFromSeeds(seeds);
  } finally {
    wipe(seeds);
  }
}

/** An identity from 64 bytes: the Ed25519 seed, then the X25519 secret. The bytes stay the caller's to wipe. */
export function identityFromSeeds(seeds: Uint8Array): DeviceIdentity {
  if (seeds.length !== 2 * SEED_BYTES) {
    throw new AppError({ code: 'IDENTITY_CORRUPT', kind: 'storage', message: 'A stored device identity is damaged.' });
  }
  const signer = ed25519Signer(seeds.subarray(0, SEED_BYTES));
  return { pid: pidOf(signer.publicKey), signer, channel: x25519Agreement(seeds.subarray(SEED_BYTES)) };
}

/** A signer from a 32-byte seed. The secret lives on in an OpenSSL key object only. */
export function ed25519Signer(seed: Uint8Array): Ed25519Signer {
  const key = privateKeyObject('ed25519', seed);
  return { publicKey: rawPublicKey(key), sign: (message) => new Uint8Array(sign(null, message, key)) };
}

/** A channel key from a 32-byte secret. */
export function x25519Agreement(secret: Uint8Array): KeyAgreement {
  const key = privateKeyObject('x25519', secret);
  return { publicKey: rawPublicKey(key), agree: (peerPublicKey) => agree(key, peerPublicKey) };
}

function agree(privateKey: KeyObject, peerPublicKey: Uint8Array): Uint8Array {
  try {
    // OpenSSL refuses an all-zero result, which is what every small-order peer key gives.
    return new Uint8Array(diffieHellman({ privateKey, publicKey: publicKeyObject('x25519', peerPublicKey) }));
  } catch (cause) {
    throw new AppError({
      code: 'KEY_AGREEMENT_FAILED',
      kind: 'peer',
      message: 'A channel key is not usable.',
      details: { peer: bytesToHex(peerPublicKey.subarray(0, 32)) },
      cause,
    });
  }
}

function bindingOf(name: string): SealBinding {
  return { purpose: 'device-identity', subject: [name] };
}
