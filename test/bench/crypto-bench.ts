/** The arithmetic of threshold ECDSA: each way of computing a power, next to the short way of the modulus's owner. */
import { randomBytes } from 'node:crypto';
import { filterModulus } from '../../src/engine/crypto/received-modulus.ts';
import { modPowReport, powPublic } from '../../src/engine/crypto/modpow.ts';
import { encrypt } from '../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { paillierPrimes, ringPedersenPrimes, type PrimePair } from '../../src/engine/crypto/primes.ts';
import { commitPublic, makeRingPedersen } from '../../src/engine/crypto/ring-pedersen.ts';
import { paillierPrivateKey } from '../../src/engine/crypto/paillier.ts';
import { randomBits, randomSymmetric, randomUnit } from '../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import type { Figure } from './figures.ts';

const random = (byteLength: number): Uint8Array => new Uint8Array(randomBytes(byteLength));

/** Fresh keys of the profile are made, so the primes are measured too. */
export async function cryptoBench(profiles: readonly ('P112' | 'P128')[]): Promise<Figure[]> {
  const began = performance.now();
  const { implementation } = modPowReport();
  const figures = [figure('modpow-self-test', implementation, performance.now() - began)];
  for (const name of profiles) figures.push(...(await profileFigures(name)));
  return figures;
}

async function profileFigures(name: 'P112' | 'P128'): Promise<Figure[]> {
  const profile = profileOf(name);
  const { primes, milliseconds: paillierTime } = await timedPrimes(() => paillierPrimes(profile));
  const { primes: safe, milliseconds: safeTime } = await timedPrimes(() => ringPedersenPrimes(profile, random));
  return [
    figure('paillier-primes', name, paillierTime),
    figure('safe-primes', name, safeTime),
    ...paillierFigures(name, primes),
    ...pedersenFigures(name, safe, profile.modulusBits),
    figure(
      'modulus-filter',
      name,
      median(() => void filterModulus(primes.p * primes.q, profile)),
    ),
  ];
}

async function timedPrimes(make: () => Promise<PrimePair>): Promise<{ primes: PrimePair; milliseconds: number }> {
  const began = performance.now();
  const primes = await make();
  return { primes, milliseconds: performance.now() - began };
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
      median(() => void encrypt(publicKey, m, nonce)),
    ),
    figure(
      'encrypt',
      `${name}, owner`,
      median(() => void key.encrypt(m, nonce)),
    ),
    figure(
      'decrypt',
      `${name}, owner`,
      median(() => void key.decrypt(c)),
    ),
    figure(
      'nonce',
      `${name}, owner`,
      median(() => void key.nonceOf(c)),
    ),
    figure(
      'power mod N^2',
      `${name}, 256 bits`,
      median(() => void powPublic(c, e256, publicKey.NN)),
    ),
    figure(
      'power mod N^2',
      `${name}, 256 bits, owner`,
      median(() => void key.power(c, e256)),
    ),
    figure(
      'power mod N^2',
      `${name}, 768 bits`,
      median(() => void powPublic(c, e768, publicKey.NN)),
    ),
    figure(
      'power mod N^2',
      `${name}, 768 bits, owner`,
      median(() => void key.power(c, e768)),
    ),
  ];
}

function pedersenFigures(name: string, primes: PrimePair, modulusBits: number): Figure[] {
  const owner = makeRingPedersen(primes, random);
  const x = randomSymmetric(random, 1n << 768n);
  const y = randomSymmetric(random, 1n << BigInt(modulusBits + 768));
  const everybody = median(() => void commitPublic(owner.parameters, x, y));
  const trapdoor = median(() => void owner.commit(x, y));
  owner.forgetLambda();
  return [
    figure('commitment', `${name}, everybody`, everybody),
    figure('commitment', `${name}, owner with lambda`, trapdoor),
    figure(
      'commitment',
      `${name}, owner`,
      median(() => void owner.commit(x, y)),
    ),
  ];
}

function median(run: () => void): number {
  run();
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
  return times.toSorted((a, b) => a - b)[4] ?? 0;
}

function figure(name: string, params: string, value: number): Figure {
  return { name: `crypto-${name}`, params, value, unit: 'ms' };
}
