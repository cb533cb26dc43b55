/**
 * Does the time of a secret exponentiation depend on the exponent's bits? `node test/bench/secret-timing.ts` compares random
 * exponents with exponents of the same length that have two bits set (test plan, section 8) and prints Welch's t: beyond ±4.5
 * one looks closer. A measurement to read, not a test that could fail on a busy machine.
 */
import { randomBytes } from 'node:crypto';
import { modPowReport, PowerModulus } from '../../src/engine/crypto/modpow.ts';
import { integerFromBytes } from '../../src/engine/crypto/integers.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { machine } from './figures.ts';

const SAMPLES = 2000;
const BITS = 768n;

const random = (byteLength: number): bigint => integerFromBytes(new Uint8Array(randomBytes(byteLength)));
const modulus = new PowerModulus(random(256) | (1n << 2047n) | 1n);
const top = 1n << (BITS - 1n);
const classes = { random: [] as number[], sparse: [] as number[] };

for (let i = 0; i < 2 * SAMPLES; i += 1) {
  // Interleaved at random, so that the machine's mood hits both classes alike.
  const isSparse = (randomBytes(1)[0] ?? 0) % 2 === 1;
  const exponent = SecretInteger.of(isSparse ? top | 1n : top | (random(Number(BITS) / 8) >> 1n));
  const base = random(255);
  const began = process.hrtime.bigint();
  modulus.powSecret(base, exponent);
  classes[isSparse ? 'sparse' : 'random'].push(Number(process.hrtime.bigint() - began) / 1000);
}

const [a, b] = [statistics(classes.random), statistics(classes.sparse)];
const t = (a.mean - b.mean) / Math.sqrt(a.variance / a.count + b.variance / b.count);
console.log(`${machine()}, ${modPowReport().implementation}`);
console.log(
  `random: ${a.count} samples, ${a.mean.toFixed(2)} µs; two bits set: ${b.count} samples, ${b.mean.toFixed(2)} µs`,
);
console.log(`Welch's t = ${t.toFixed(2)}`);

/** Of the fastest nine tenths: the rest is the scheduler's. */
function statistics(values: readonly number[]): { count: number; mean: number; variance: number } {
  const kept = values.toSorted((x, y) => x - y).slice(0, Math.floor(values.length * 0.9));
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const variance = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (kept.length - 1);
  return { count: kept.length, mean, variance };
}
