/** Simulated devices: an identity key each, with signatures by OpenSSL. */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { bytesToHex, concatBytes } from '../../src/base/bytes.ts';
import { pidOf } from '../../src/base/identity.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../src/base/signatures.ts';
import { testRng } from './test-rng.ts';

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export interface Device {
  readonly name: string;
  readonly pid: Uint8Array;
  readonly hex: string;
  readonly signer: Ed25519Signer;
}

export function device(name: string): Device {
  const seed = testRng(`identity/${name}`)(32);
  const key = createPrivateKey({ key: Buffer.from(concatBytes(PKCS8, seed)), format: 'der', type: 'pkcs8' });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' })).slice(-32);
  const pid = pidOf(publicKey);
  const signer = { publicKey, sign: (message: Uint8Array) => new Uint8Array(sign(null, message, key)) };
  return { name, pid, hex: bytesToHex(pid), signer };
}

const keys = new Map<string, KeyObject>();

/** OpenSSL, with parsed keys kept. */
export const verifyWithOpenSsl: VerifyEd25519 = (publicKey, message, signature) => {
  const name = bytesToHex(publicKey);
  let key = keys.get(name);
  if (key === undefined) {
    key = createPublicKey({ key: Buffer.from(concatBytes(SPKI, publicKey)), format: 'der', type: 'spki' });
    keys.set(name, key);
  }
  return verify(null, message, key, signature);
};

/** Devices in pid order, so that index 0 has Shamir id 1. */
export function devices(count: number): Device[] {
  const all = Array.from({ length: count }, (_, index) => device(`device-${index}`));
  return all.sort((a, b) => (a.hex < b.hex ? -1 : 1));
}

export function identityKeys(all: readonly Device[]): Map<string, Uint8Array> {
  return new Map(all.map((each) => [each.hex, each.signer.publicKey]));
}
