/** True statements with their witnesses, of the sizes that the protocols have: what each proof is measured on. */
import { secureRandom as random } from '../../src/adapters/identity/secure-random.ts';
import { encrypt, paillierPrivateKey, scale, type PaillierPrivateKey } from '../../src/engine/crypto/paillier.ts';
import { ELLP, type Profile } from '../../src/engine/crypto/parameters.ts';
import { makeRingPedersen, type RingPedersenOwner } from '../../src/engine/crypto/ring-pedersen.ts';
import { randomScalar, randomSymmetric, randomUnit } from '../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { G, multiplyPublic } from '../../src/engine/crypto/secp256k1.ts';
import type { AffGStatement, AffGWitness } from '../../src/engine/zk/aff-g.ts';
import type { DecStatement, DecWitness } from '../../src/engine/zk/dec.ts';
import type { ElogStatement, ElogWitness } from '../../src/engine/zk/elog.ts';
import type { EncElgStatement, EncElgWitness } from '../../src/engine/zk/enc-elg.ts';
import type { PrimeStock } from './primes.ts';

/** A prover, and a verifier with keys of its own. */
export interface ProofParties {
  readonly profile: Profile;
  readonly prover: PaillierPrivateKey;
  readonly verifier: { readonly paillier: PaillierPrivateKey; readonly ringPedersen: RingPedersenOwner };
  /** As a prover of its ring-Pedersen values has them: with lambda. */
  readonly pedersen: RingPedersenOwner;
}

export function proofParties(profile: Profile, { paillier, ringPedersen }: PrimeStock): ProofParties {
  const [own, peer] = paillier;
  const [ownHat, peerHat] = ringPedersen;
  if (!own || !peer || !ownHat || !peerHat) throw new Error('there are too few primes');
  const verifierHat = makeRingPedersen(peerHat, random);
  verifierHat.forgetLambda();
  return {
    profile,
    prover: paillierPrivateKey(own.p, own.q),
    verifier: { paillier: paillierPrivateKey(peer.p, peer.q), ringPedersen: verifierHat },
    pedersen: makeRingPedersen(ownHat, random),
  };
}

const secret = (v: bigint): SecretInteger => SecretInteger.of(v);
const nonce = (key: PaillierPrivateKey): SecretInteger => secret(randomUnit(random, key.publicKey.N));

export interface Case<S, W> {
  readonly statement: S;
  readonly witness: W;
}

export function elogCase(): Case<ElogStatement, ElogWitness> {
  const [y, lam, x, h] = [randomScalar(random), randomScalar(random), randomScalar(random), randomScalar(random)];
  const [X, H] = [multiplyPublic(G, x), multiplyPublic(G, h)];
  const M = multiplyPublic(G, y).add(multiplyPublic(X, lam));
  const statement = { L: multiplyPublic(G, lam), M, X, Y: multiplyPublic(H, y), h: H };
  return { statement, witness: { y: secret(y), lam: secret(lam) } };
}

export function encElgCase({ prover: key, verifier }: ProofParties): Case<EncElgStatement, EncElgWitness> {
  const [x, b] = [randomScalar(random), randomScalar(random)];
  const rho = nonce(key);
  const A = multiplyPublic(G, randomScalar(random));
  const X = multiplyPublic(A, b).add(multiplyPublic(G, x));
  const C = key.encrypt(secret(x), rho);
  return {
    statement: { N: key.publicKey.N, C, A, B: multiplyPublic(G, b), X, RP: verifier.ringPedersen.parameters },
    witness: { key, x: secret(x), rho, b: secret(b) },
  };
}

/** The counterparty's ciphertext times x plus y: also the statement of Pi-aff-g*. */
export function affGCase({ prover: key, verifier }: ProofParties): Case<AffGStatement, AffGWitness> {
  const key0 = verifier.paillier.publicKey;
  const x = randomScalar(random);
  const y = secret(randomSymmetric(random, 1n << ELLP));
  const [rho, rhoY] = [nonce(verifier.paillier), nonce(key)];
  const C = verifier.paillier.encrypt(secret(randomScalar(random)), nonce(verifier.paillier));
  const D = (scale(key0, C, secret(x)) * encrypt(key0, y, rho)) % key0.NN;
  const RP = verifier.ringPedersen.parameters;
  return {
    statement: { N0: key0.N, N1: key.publicKey.N, C, D, Y: key.encrypt(y, rhoY), X: multiplyPublic(G, x), RP },
    witness: { key, x: secret(x), y, rho, rhoY },
  };
}

/** As in the error round of two signers: K encrypts k, D what the peer has added. */
export function decCase({ prover: key }: ProofParties): Case<DecStatement, DecWitness> {
  const { N, NN } = key.publicKey;
  const [k, x] = [randomScalar(random), randomScalar(random)];
  const added = randomSymmetric(random, 1n << ELLP);
  const y = k * x + added;
  const [K, D] = [key.encrypt(secret(k), nonce(key)), key.encrypt(secret(added), nonce(key))];
  const rho = key.nonceOf((key.power(K, x) * D) % NN);
  const H = multiplyPublic(G, randomScalar(random));
  return {
    statement: { N0: N, K, D, X: multiplyPublic(G, x), Sp: multiplyPublic(H, y), H, size: 2 },
    witness: { x: secret(x), y: secret(y), rho, key },
  };
}
