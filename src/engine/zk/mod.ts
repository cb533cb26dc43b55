/**
 * Pi-mod: a Paillier-Blum modulus (zk.md 4). Proves that N is the product of two distinct primes that are 3 mod 4, with `gcd(N, phi(N)) = 1`.
 * Without it a modulus of many small primes leaks a share in some sixteen signatures (BitForge, CVE-2023-33241). Names as there.
 */
import type { Random } from '../../base/random.ts';
import { DecodeError, integerCodec, listCodec, structCodec, u32Codec, type TlvCodec } from '../../base/tlv-decode.ts';
import { areUnits, isUnit, jacobi } from '../crypto/integers.ts';
import { powPublic } from '../crypto/modpow.ts';
import type { PaillierPrivateKey } from '../crypto/paillier.ts';
import { M_MOD, type Profile } from '../crypto/parameters.ts';
import { filterModulus } from '../crypto/received-modulus.ts';
import { randomUnit } from '../crypto/sampling.ts';
import { SecretInteger } from '../crypto/secret-integer.ts';
import { unitChallenges } from './challenge.ts';
import { assertOwnProof, ownCheckWeights, weightedProduct } from './own-proof.ts';
import { integerFields, proofStream, type ProofContext } from './proof-context.ts';
import { firstFailure, rejected, type ZkVerdict } from './verdict.ts';

export interface ModStatement {
  /** Paillier modulus of the prover. */
  readonly N: bigint;
}

type Bit = 0 | 1;
export type ModItem = { readonly x: bigint; readonly a: Bit; readonly b: Bit; readonly z: bigint };
/** Exactly m_mod items. */
export type ModProof = { readonly w: bigint; readonly items: readonly ModItem[] };

const bitCodec: TlvCodec<Bit> = {
  toValue: u32Codec.toValue,
  read: (reader) => {
    const value = u32Codec.read(reader);
    if (value !== 0 && value !== 1) throw new DecodeError('a bit is neither 0 nor 1');
    return value;
  },
};

/** Wire form: cggmp24.md 12. */
export function modCodec({ modulusBytes }: Profile): TlvCodec<ModProof> {
  const integer = integerCodec(modulusBytes);
  const item = structCodec<ModItem>({ x: integer, a: bitCodec, b: bitCodec, z: integer });
  return structCodec<ModProof>({ w: integer, items: listCodec(item, { min: M_MOD, max: M_MOD }) });
}

/** @throws AppError `LOCAL_BUG` when the proof does not verify: N is not a Blum modulus, or a slip; nothing may be sent then */
export function proveMod(ctx: ProofContext, key: PaillierPrivateKey, profile: Profile, random: Random): ModProof {
  const { N } = key.publicKey;
  const proof = modProofOf(ctx, key, random);
  assertOwnProof('mod', isOwnModSound(ctx, { N }, proof, profile, random));
  return proof;
}

function modProofOf(ctx: ProofContext, key: PaillierPrivateKey, random: Random): ModProof {
  const { N } = key.publicKey;
  const w = nonResidue(N, random);
  const E = SecretInteger.of(key.phi.use((phi) => ((phi + 4n) / 8n) ** 2n));
  try {
    const rootOf = fourthRoots(key, w, E);
    const items = challengeOf(ctx, { N }, w).map((y) => ({ ...rootOf(y), z: key.nthRoot(y) }));
    return { w, items };
  } finally {
    E.forget();
  }
}

/** A unit with Jacobi symbol -1: a square modulo exactly one of the primes. */
function nonResidue(N: bigint, random: Random): bigint {
  for (;;) {
    const w = randomUnit(random, N);
    if (jacobi(w, N) === -1) return w;
  }
}

/**
 * `x_i = y'^E mod N` with its a and b, by one exponentiation for each y. `E = ((phi+4)/8)^2` has `y^(4E) = ±y` modulo each prime, with the sign of y's
 * Legendre symbol there. So the fourth power of `c = y^E` tells whether y, -y, or one of ±w y is a square modulo both; and `(w y)^E = w^E c`.
 */
function fourthRoots(key: PaillierPrivateKey, w: bigint, E: SecretInteger): (y: bigint) => Omit<ModItem, 'z'> {
  const { N } = key.publicKey;
  const isEven = E.use((e) => (e & 1n) === 0n);
  const wPower = key.powerModN(w, E);
  return (y) => {
    const c = key.powerModN(y, E);
    for (const [b, value, root] of [
      [0, y, c],
      [1, (w * y) % N, (wPower * c) % N],
    ] as const) {
      const fourth = root ** 4n % N;
      if (fourth === value) return { x: root, a: 0, b };
      // (-1)^E: the same square root of -value that y'^E is.
      if (fourth === N - value) return { x: isEven ? root : N - root, a: 1, b };
    }
    // Never for a Blum modulus; the own check refuses it for any other.
    return { x: c, a: 0, b: 0 };
  };
}

/** `y_i` from `TR("mod", ctx, N, w)`. */
function challengeOf(ctx: ProofContext, { N }: ModStatement, w: bigint): readonly bigint[] {
  return unitChallenges(proofStream('mod', ctx, ...integerFields(N, w)), N, M_MOD);
}

/** Checks 1 to 6 of zk.md 4, about 0.3 s for 2048 bits. N needs no check before. */
export function verifyMod(ctx: ProofContext, statement: ModStatement, proof: ModProof, profile: Profile): ZkVerdict {
  const verdict = checkGroups(statement, proof, profile);
  if (!verdict.ok) return verdict;
  const { N } = statement;
  const y = challengeOf(ctx, statement, proof.w);
  return firstFailure('mod', {
    // One by one: combined with random weights, an item that is wrong by an element of small order would pass.
    5: () => proof.items.every(({ z }, i) => powPublic(z, N, N) === y[i]),
    6: () => areFourthRoots(statement, proof, y),
  });
}

/** Checks 1 to 4. */
function checkGroups({ N }: ModStatement, { w, items }: ModProof, profile: Profile): ZkVerdict {
  const isBit = (value: number): boolean => value === 0 || value === 1;
  // Check 3 has the code of the decoder, which has made it already for whatever came over the wire.
  if (items.length !== M_MOD || !items.every(({ a, b }) => isBit(a) && isBit(b))) return rejected('decode');
  const x = items.map((item) => item.x);
  const z = items.map((item) => item.z);
  return firstFailure('mod', {
    1: () => filterModulus(N, profile).ok,
    2: () => isUnit(w, N) && jacobi(w, N) === -1,
    4: () => areUnits(x, N) && areUnits(z, N),
  });
}

/** Check 6, `x_i^4 == (-1)^{a_i} w^{b_i} y_i mod N`. */
function areFourthRoots({ N }: ModStatement, { w, items }: ModProof, y: readonly bigint[]): boolean {
  return items.every(({ x, a, b }, i) => {
    const value = ((b === 1 ? w : 1n) * (y[i] ?? 0n)) % N;
    return ((x * x) % N) ** 2n % N === (a === 1 ? N - value : value);
  });
}

/** Everything exactly but check 5, which is one weighted equation mod N, without the primes: another path than the prover's. */
function isOwnModSound(
  ctx: ProofContext,
  statement: ModStatement,
  proof: ModProof,
  profile: Profile,
  random: Random,
): boolean {
  if (!checkGroups(statement, proof, profile).ok) return false;
  const { N } = statement;
  const y = challengeOf(ctx, statement, proof.w);
  const weights = ownCheckWeights(random, M_MOD);
  const z = proof.items.map((item) => item.z);
  return (
    areFourthRoots(statement, proof, y) &&
    powPublic(weightedProduct(z, weights, N), N, N) === weightedProduct(y, weights, N)
  );
}
