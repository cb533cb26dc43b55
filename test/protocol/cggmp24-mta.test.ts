/** The multiplications inside an honest presigning of three, with the secrets of all at hand (test plan 3, MtA and presign; attack regression short-beta). */
import { beforeAll, describe, expect, it } from 'vitest';
import { bitLength, mod } from '../../src/engine/crypto/integers.ts';
import { ELLP } from '../../src/engine/crypto/parameters.ts';
import { randomSymmetric } from '../../src/engine/crypto/sampling.ts';
import type { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { q } from '../../src/engine/crypto/secp256k1.ts';
import { OwnPresign } from '../../src/engine/mpc/cggmp24/presign-own.ts';
import type { PartyId } from '../../src/engine/mpc/protocol/party.ts';
import { makeSigningKey, presignNet } from './ecdsa-signing-runs.ts';
import { resultsOf } from './runs.ts';
import { testRng } from './test-rng.ts';

/** One signer's factor and its masks, and what it decrypted, for one of the two multiplications. */
interface Half {
  readonly x: bigint;
  readonly sum: bigint;
  readonly masks: ReadonlyMap<PartyId, bigint>;
  readonly decrypted: ReadonlyMap<PartyId, bigint>;
}
interface Signer {
  readonly k: bigint;
  readonly N: Half;
  readonly X: Half;
}

const key = makeSigningKey(3, 3);
const parties = key.all.map(({ hex }) => hex as PartyId);
const signers = new Map<PartyId, Signer>();
const value = (secret: SecretInteger): bigint => secret.use((v) => v);

function halfOf(own: OwnPresign, errorCase: 'N' | 'X'): Half {
  const { x, y, mta, key: decryption } = own.errorWitness(errorCase);
  const received = [...own.exchanged.received];
  return {
    ...{ x: value(x), sum: value(y) },
    masks: new Map([...mta].map(([peer, secrets]) => [peer, value(secrets.y)])),
    decrypted: new Map(
      received.map(([peer, { D, Dh }]) => [peer, value(decryption.decrypt(errorCase === 'N' ? D : Dh))]),
    ),
  };
}

beforeAll(() => {
  const add = OwnPresign.prototype.add;
  OwnPresign.prototype.add = function (this: OwnPresign, received) {
    add.call(this, received);
    const self = parties.find((party) => !received.has(party))!;
    signers.set(self, { k: value(this.material.k), N: halfOf(this, 'N'), X: halfOf(this, 'X') });
  };
  try {
    const { net, nodes } = presignNet({ ...key, signers: key.all });
    net.run();
    resultsOf(nodes);
  } finally {
    OwnPresign.prototype.add = add;
  }
});

const total = (of: (signer: Signer) => bigint): bigint =>
  [...signers.values()].reduce((sum, each) => sum + of(each), 0n);

describe.each(['N', 'X'] as const)('the multiplications of case %s', (errorCase) => {
  it('give two shares of a product of true integers, far from any wrap', () => {
    for (const [i, sender] of signers) {
      for (const [j, receiver] of signers) {
        if (i === j) continue;
        const alpha = receiver[errorCase].decrypted.get(i)!;
        expect(alpha - sender[errorCase].masks.get(j)!).toBe(sender[errorCase].x * receiver.k);
        expect(bitLength(alpha < 0n ? -alpha : alpha)).toBeLessThan(2048 - 2);
      }
    }
  });

  it('add up to the product of the sums modulo q', () => {
    expect(signers.size).toBe(3);
    const product = total((signer) => signer.k) * total((signer) => signer[errorCase].x);
    expect(
      mod(
        total((signer) => signer[errorCase].sum),
        q,
      ),
    ).toBe(mod(product, q));
  });

  it('short-beta: are masked by as many bits as the range has, and what is decrypted is as long', () => {
    const lengthsOf = (values: (half: Half) => Iterable<bigint>): number[] =>
      [...signers.values()].flatMap((signer) => [...values(signer[errorCase])].map((v) => bitLength(v < 0n ? -v : v)));
    for (const lengths of [
      lengthsOf(({ masks }) => masks.values()),
      lengthsOf(({ decrypted }) => decrypted.values()),
    ]) {
      expect(lengths).toHaveLength(6);
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1270);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(Number(ELLP) + 1);
    }
  });
});

it('short-beta: the distribution of the mask has at least 1270 bits in 99 % of 2000 samples, of both signs', () => {
  const random = testRng('masks');
  const masks = Array.from({ length: 2000 }, () => randomSymmetric(random, 1n << ELLP));
  expect(masks.filter((y) => bitLength(y < 0n ? -y : y) < 1270).length).toBeLessThanOrEqual(20);
  const negative = masks.filter((y) => y < 0n).length;
  expect(Math.abs(negative - 1000)).toBeLessThan(150);
});
