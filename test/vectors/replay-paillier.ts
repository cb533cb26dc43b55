/** `paillier.json`: encryption, homomorphisms, what is no ciphertext, commitments, number theory, the filter for moduli. */
import { z } from 'zod';
import { isqrt, jacobi, smod } from '../../src/engine/crypto/integers.ts';
import {
  addCiphertexts,
  encrypt,
  encryptPublic,
  isCiphertext,
  negateCiphertext,
  paillierPrivateKey,
  scale,
  scalePublic,
  type PaillierPrivateKey,
} from '../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { filterModulus } from '../../src/engine/crypto/received-modulus.ts';
import {
  areRingPedersenBases,
  commit,
  commitPublic,
  RingPedersenOwner,
} from '../../src/engine/crypto/ring-pedersen.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { collect, integer, same, type Replay } from './replaying.ts';

const numbers = <K extends string>(...names: K[]) =>
  z.object(Object.fromEntries(names.map((name) => [name, integer])) as Record<K, typeof integer>);

const schema = z.object({
  key: numbers('p', 'q', 'N'),
  encryptions: z.array(numbers('m', 'r', 'c')),
  add: numbers('a', 'b', 'cA', 'cB', 'sum', 'negA', 'k', 'kA', 'kaPlain'),
  wrapAround: z.array(numbers('a', 'b', 'c', 'dec')),
  notCiphertexts: z.array(z.object({ name: z.string(), c: integer })),
  ringPedersen: numbers('p', 'q', 'Nh', 's', 't', 'lambda').extend({
    commitments: z.array(numbers('x', 'y', 'com')),
  }),
  jacobi: z.array(z.object({ a: integer, n: integer, jacobi: z.number() })),
  isqrt: z.array(numbers('n', 'root')),
  modulusFilter: z.array(z.object({ name: z.string(), N: integer, ok: z.boolean() })),
});

type File = z.infer<typeof schema>;
type Answer = string | null;

export function replayPaillier(content: unknown): Replay {
  const file = schema.parse(content);
  const key = paillierPrivateKey(file.key.p, file.key.q);
  return collect([
    ...file.encryptions.flatMap((vector, i) => replayEncryption(key, vector, `encryption ${i}`)),
    ...replayHomomorphisms(key, file),
    ...file.notCiphertexts.map(({ name, c }) => same(name, () => isCiphertext(key.publicKey, c), false)),
    ...replayCommitments(file.ringPedersen),
    ...file.jacobi.map(({ a, n, jacobi: expected }) => same('Jacobi', () => jacobi(a, n), expected)),
    ...file.isqrt.map(({ n, root }) => same('isqrt', () => isqrt(n), root)),
    ...file.modulusFilter.map(({ name, N, ok }) => same(name, () => filterModulus(N, profileOf('P112')).ok, ok)),
  ]);
}

function replayEncryption(key: PaillierPrivateKey, vector: File['encryptions'][number], label: string): Answer[] {
  const { m, r, c } = vector;
  const [plain, nonce] = [SecretInteger.of(m), SecretInteger.of(r)];
  return [
    same(`${label} secret`, () => encrypt(key.publicKey, plain, nonce), c),
    same(`${label} public`, () => encryptPublic(key.publicKey, m, r), c),
    same(`${label} owner`, () => key.encrypt(plain, nonce), c),
    same(`${label} decrypted`, () => valueOf(key.decrypt(c)), m),
    same(`${label} nonce`, () => valueOf(key.nonceOf(c)), r),
  ];
}

function replayHomomorphisms(key: PaillierPrivateKey, { add, wrapAround }: File): Answer[] {
  const { publicKey } = key;
  return [
    same('sum', () => addCiphertexts(publicKey, add.cA, add.cB), add.sum),
    same('sum decrypted', () => valueOf(key.decrypt(add.sum)), add.a + add.b),
    same('negative', () => negateCiphertext(publicKey, add.cA), add.negA),
    same('multiple', () => scale(publicKey, add.cA, SecretInteger.of(add.k)), add.kA),
    same('multiple, public', () => scalePublic(publicKey, add.cA, add.k), add.kA),
    same('multiple, owner', () => key.power(add.cA, add.k), add.kA),
    same('multiple decrypted', () => valueOf(key.decrypt(add.kA)), add.kaPlain),
    same('multiple in the clear', () => smod(add.k * add.a, publicKey.N), add.kaPlain),
    ...wrapAround.map(({ c, dec }) => same('wrap-around', () => valueOf(key.decrypt(c)), dec)),
  ];
}

function replayCommitments({ p, q, Nh, s, t, lambda, commitments }: File['ringPedersen']): Answer[] {
  const parameters = { Nh, s, t };
  const owner = new RingPedersenOwner({ p, q }, { s, t });
  const withLambda = new RingPedersenOwner({ p, q }, { s, t }, SecretInteger.of(lambda));
  return [
    same('bases', () => areRingPedersenBases(parameters), true),
    ...commitments.flatMap(({ x, y, com }) => [
      same('commitment', () => commit(parameters, SecretInteger.of(x), SecretInteger.of(y)), com),
      same('commitment, public', () => commitPublic(parameters, x, y), com),
      same('commitment, owner', () => owner.commit(x, y), com),
      same('commitment, trapdoor', () => withLambda.commit(x, y), com),
    ]),
  ];
}

function valueOf(secret: SecretInteger): bigint {
  return secret.use((value) => value);
}
