/** The arithmetic of threshold ECDSA: each way of computing a power, next to the short way of the modulus's owner. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { secureRandom as random } from '../../src/adapters/identity/secure-random.ts';
import { verifyEcdsaSha256 } from '../../src/engine/crypto/ecdsa-openssl.ts';
import { filterModulus } from '../../src/engine/crypto/received-modulus.ts';
import { modPowReport, powPublic } from '../../src/engine/crypto/modpow.ts';
import { encrypt } from '../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import type { PrimePair } from '../../src/engine/crypto/primes.ts';
import { commitPublic, makeRingPedersen } from '../../src/engine/crypto/ring-pedersen.ts';
import { paillierPrivateKey } from '../../src/engine/crypto/paillier.ts';
import { randomBits, randomSymmetric, randomUnit } from '../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { milliseconds, timed, type Figure } from './figures.ts';
import type { BenchProfile } from './options.ts';

/** The self-test that chooses the implementation; only the first call in a process tells its time. */
export function modPowFigure(): Figure {
  const began = performance.now();
  const { implementation } = modPowReport();
  return figure('modpow-self-test', implementation, performance.now() - began);
}

/** Verifying one finished ECDSA signature. */
export function verificationFigures(): Figure[] {
  const { secretKey, publicKey } = secp256k1.keygen();
  const message = random(128);
  const hash = sha256(message);
  const signature = secp256k1.sign(hash, secretKey, { prehash: false });
  const repetitions = { warmUp: 50, runs: 51 };
  const library = timed(() => void secp256k1.verify(signature, hash, publicKey, { prehash: false }), repetitions);
  const openssl = timed(() => void verifyEcdsaSha256(publicKey, message, signature), repetitions);
  return [
    milliseconds('ecdsa-verify.library', '@noble/curves, what every signer does at the end', library),
    milliseconds('ecdsa-verify.openssl', 'OpenSSL, the second look where the hash is SHA-256', openssl),
  ];
}

export interface BenchPrimes {
  readonly paillier: PrimePair;
  readonly ringPedersen: PrimePair;
}

export function cryptoBench(name: BenchProfile, { paillier, ringPedersen }: BenchPrimes): Figure[] {
  const profile = profileOf(name);
  return [
    ...paillierFigures(name, paillier),
    ...pedersenFigures(name, ringPedersen, profile.modulusBits),
    figure(
      'modulus-filter',
      name,
      timed(() => void filterModulus(paillier.p * paillier.q, profile)),
    ),
  ];
}

function paillierFigures(name: string, { p, q }: PrimePair): Figure[] {
  const key = paillierPrivateKey(p, q);
  const { publicKey } = key;
  const nonce = SecretInteger.of(randomUnit(random, publicKey.N));
  const m = SecretInteger.of(randomSymmetric(random, 1n << 1280n));
  const c = encrypt(publicKey, m, nonce);
  const [e256, e768] = [randomBits(random, 256), randomBits(random, 768)];
  return [
    figure(
      'encrypt',
      `${name}, public key`,
      timed(() => void encrypt(publicKey, m, nonce)),
    ),
    figure(
      'encrypt',
      `${name}, owner`,
      timed(() => void key.encrypt(m, nonce)),
    ),
    figure(
      'decrypt',
      `${name}, owner`,
      timed(() => void key.decrypt(c)),
    ),
    figure(
      'nonce',
      `${name}, owner`,
      timed(() => void key.nonceOf(c)),
    ),
    figure(
      'power mod N^2',
      `${name}, 256 bits`,
      timed(() => void powPublic(c, e256, publicKey.NN)),
    ),
    figure(
      'power mod N^2',
      `${name}, 256 bits, owner`,
      timed(() => void key.power(c, e256)),
    ),
    figure(
      'power mod N^2',
      `${name}, 768 bits`,
      timed(() => void powPublic(c, e768, publicKey.NN)),
    ),
    figure(
      'power mod N^2',
      `${name}, 768 bits, owner`,
      timed(() => void key.power(c, e768)),
    ),
  ];
}

function pedersenFigures(name: string, primes: PrimePair, modulusBits: number): Figure[] {
  const owner = makeRingPedersen(primes, random);
  const x = randomSymmetric(random, 1n << 768n);
  const y = randomSymmetric(random, 1n << BigInt(modulusBits + 768));
  const everybody = timed(() => void commitPublic(owner.parameters, x, y));
  const trapdoor = timed(() => void owner.commit(x, y));
  owner.forgetLambda();
  return [
    figure('commitment', `${name}, everybody`, everybody),
    figure('commitment', `${name}, owner with lambda`, trapdoor),
    figure(
      'commitment',
      `${name}, owner`,
      timed(() => void owner.commit(x, y)),
    ),
  ];
}

function figure(name: string, params: string, value: number): Figure {
  return milliseconds(`crypto-${name}`, params, value);
}
