/**
 * GG18 as BitGo's TypeScript library computes it, at its own modulus size of 3072 bits: its steps with its own functions. The library leaves the
 * order of the steps to its callers, so a whole signature here is their sum, without messages.
 */
import { generatePrimeSync, randomBytes } from 'node:crypto';
import { EcdsaPaillierProof, EcdsaRangeProof, Secp256k1Curve } from '@bitgo/sdk-lib-mpc';
import { PrivateKey, PublicKey } from 'paillier-bigint';
import { ms, timed } from './clock.mjs';

const BITS = 3072;

export async function bitgoEcdsa() {
  const steps = await measureSteps();
  const params = (text) => `${BITS} bits: ${text}`;
  const { encrypt, decrypt, prove, verify, answer, proveWithCheck, verifyWithCheck } = steps;
  const whole = encrypt + prove + verify + 2 * (answer + proveWithCheck + verifyWithCheck + decrypt);
  return [
    ms('peer-bitgo.encrypt', params('one Paillier encryption'), encrypt),
    ms('peer-bitgo.decrypt', params('one Paillier decryption by the owner'), decrypt),
    ms('peer-bitgo.range.prove', params('range proof of the first ciphertext; ours: enc-elg at P128'), prove),
    ms('peer-bitgo.range.verify', params('the same'), verify),
    ms('peer-bitgo.mta.prove', params('range proof of one MtA answer; ours: aff-g at P128'), proveWithCheck),
    ms('peer-bitgo.mta.verify', params('the same'), verifyWithCheck),
    ms('peer-bitgo.ntilde.prove', params('128 repetitions, one direction; ours: prm at P128'), steps.ntildeProve),
    ms('peer-bitgo.ntilde.verify', params('the same'), steps.ntildeVerify),
    ms('peer-bitgo.paillier.prove', params('Paillier modulus, interactive; ours: mod at P128'), steps.paillierProve),
    ms('peer-bitgo.paillier.verify', params('the same'), steps.paillierVerify),
    ms('peer-bitgo.sign.2', params('sum of the steps of one of two signers; ours: presign at P128'), whole),
  ];
}

async function measureSteps() {
  const curve = new Secp256k1Curve();
  const { key, ntilde, own } = values();
  const { publicKey: pk } = key;
  const [k, x, y] = [scalar(curve), scalar(curve), scalar(curve)];
  const r = integer(BITS - 8);
  const c1 = pk.encrypt(k, r);
  const encrypt = await timed(() => pk.encrypt(k, r), 3);
  const decrypt = await timed(() => key.decrypt(c1), 3);
  const proof = await timed(() => EcdsaRangeProof.prove(curve, BITS, pk, ntilde, c1, k, r), 3);
  const verify = await timed(() => demand(EcdsaRangeProof.verify(curve, BITS, pk, ntilde, proof.result, c1)), 3);
  const answer = await timed(() => pk.addition(pk.multiply(c1, x), pk.encrypt(y, r)), 3);
  const c2 = answer.result;
  const X = curve.basePointMult(x);
  const checked = await timed(() => EcdsaRangeProof.proveWithCheck(curve, BITS, pk, ntilde, c1, c2, x, y, r, X), 3);
  const verifyWithCheck = await timed(
    () => demand(EcdsaRangeProof.verifyWithCheck(curve, BITS, pk, ntilde, checked.result, c1, c2, X)),
    3,
  );
  return {
    ...{ encrypt: encrypt.ms, decrypt: decrypt.ms, prove: proof.ms, verify: verify.ms, answer: answer.ms },
    ...{ proveWithCheck: checked.ms, verifyWithCheck: verifyWithCheck.ms },
    ...(await measureSetUp(key, ntilde, own)),
  };
}

/** Proofs of the values that signing needs: once each, they take seconds. */
async function measureSetUp(key, ntilde, { f, q1, q2 }) {
  const ntildeProve = await timed(() => EcdsaRangeProof.generateNtildeProof(ntilde, f, q1, q2), 1);
  const ntildeVerify = await timed(
    async () => demand(await EcdsaRangeProof.verifyNtildeProof(ntilde, ntildeProve.result)),
    1,
  );
  const { n } = key.publicKey;
  const challenge = await EcdsaPaillierProof.generateP(n);
  const paillierProve = await timed(() => EcdsaPaillierProof.prove(n, key.lambda, challenge), 1);
  const paillierVerify = await timed(() => demand(EcdsaPaillierProof.verify(n, challenge, paillierProve.result)), 1);
  return {
    ...{ ntildeProve: ntildeProve.ms, ntildeVerify: ntildeVerify.ms },
    ...{ paillierProve: paillierProve.ms, paillierVerify: paillierVerify.ms },
  };
}

/** Keys of the right size. The primes of ntilde are not safe ones: that costs the same time to use and much less to find. */
function values() {
  const prime = () => generatePrimeSync(BITS / 2, { bigint: true, add: 4n, rem: 3n });
  const modulus = () => {
    for (;;) {
      const [p, q] = [prime(), prime()];
      if ((p * q).toString(2).length === BITS) return { p, q, n: p * q };
    }
  };
  const { p, q, n } = modulus();
  const lambda = (p - 1n) * (q - 1n);
  const publicKey = new PublicKey(n, n + 1n);
  const key = new PrivateKey(lambda, inverse(lambda, n), publicKey, p, q);
  const { p: ph, q: qh, n: nh } = modulus();
  const [q1, q2] = [(ph - 1n) / 2n, (qh - 1n) / 2n];
  const h1 = integer(BITS - 8) ** 2n % nh;
  const f = integer(BITS - 16) % (q1 * q2);
  return { key, ntilde: { ntilde: nh, h1, h2: power(h1, f, nh) }, own: { f, q1, q2 } };
}

function scalar(curve) {
  return curve.scalarRandom();
}

function integer(bits) {
  return BigInt(`0x${randomBytes(bits / 8).toString('hex')}`) | 1n;
}

function power(base, exponent, modulus) {
  let [result, square] = [1n, base];
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % modulus;
    square = square ** 2n % modulus;
  }
  return result;
}

function inverse(a, m) {
  let [r0, r1, s0, s1] = [m, a % m, 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - quotient * r1, s1, s0 - quotient * s1];
  }
  return ((s0 % m) + m) % m;
}

function demand(isValid) {
  if (!isValid) throw new Error('a proof of a peer is rejected');
}
