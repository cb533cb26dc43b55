/** Statements of Pi-aff-g with their witnesses, and a prover that may cheat: it does not look at its own result. */
import { encodeWith } from '../../../../src/base/tlv-decode.ts';
import { encrypt, scale } from '../../../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../../../src/engine/crypto/parameters.ts';
import { randomScalar, randomUnit } from '../../../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { G, multiplyPublic } from '../../../../src/engine/crypto/secp256k1.ts';
import {
  affGCodec,
  answerAffG,
  prepareAffG,
  verifyAffG,
  type AffGProof,
  type AffGStatement,
  type AffGWitness,
  type PreparedAffG,
} from '../../../../src/engine/zk/aff-g.ts';
import { verdictOfBytes } from '../../../../src/engine/zk/verdict.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { contextOf } from './contexts.ts';
import { fixturePaillier, fixtureRingPedersen } from './fixture-keys.ts';
import { codeText } from './tamper.ts';

export const random = testRng('aff-g');
/** The key of N0, whose owner verifies, and the key of N1, whose owner proves. */
export const receiver = fixturePaillier(1);
export const prover = fixturePaillier(0);
export const verifier = fixtureRingPedersen(0);
export const owner = { paillier: receiver, ringPedersen: verifier };
export const ctx = contextOf('presign/mta-gamma');
export const codec = affGCodec(profileOf('TEST'));

/** The ciphertext that the receiver sent. */
const k = randomScalar(random);
const C = receiver.encrypt(SecretInteger.of(k), SecretInteger.of(randomUnit(random, receiver.publicKey.N)));

export interface AffGCase {
  readonly statement: AffGStatement;
  readonly witness: AffGWitness;
}

/** A true statement about x and y, whatever their sizes. */
export function affGCase(x: bigint, y: bigint): AffGCase {
  const { publicKey: key0 } = receiver;
  const [rho, rhoY] = [key0, prover.publicKey].map(({ N }) => SecretInteger.of(randomUnit(random, N))) as [
    SecretInteger,
    SecretInteger,
  ];
  const [secretX, secretY] = [SecretInteger.of(x), SecretInteger.of(y)];
  return {
    statement: {
      N0: key0.N,
      N1: prover.publicKey.N,
      C,
      D: (scale(key0, C, secretX) * encrypt(key0, secretY, rho)) % key0.NN,
      Y: prover.encrypt(secretY, rhoY),
      X: multiplyPublic(G, x),
      RP: verifier.parameters,
    },
    witness: { key: prover, x: secretX, y: secretY, rho, rhoY },
  };
}

/** Masks as honest as `prepareAffG` makes them, except for those given; the first message follows them. */
export function prepareWith(
  { statement, witness }: AffGCase,
  masks: { readonly al?: bigint; readonly be?: bigint } = {},
): PreparedAffG {
  const honest = prepareAffG({ ...statement, ...witness }, random);
  const [al, be] = [honest.al, honest.be].map((mask) => mask.use((v) => v)) as [bigint, bigint];
  const chosen = { al: masks.al ?? al, be: masks.be ?? be };
  const secretBe = SecretInteger.of(chosen.be);
  return {
    ...honest,
    al: SecretInteger.of(chosen.al),
    be: secretBe,
    encrypted: encrypt(receiver.publicKey, secretBe, honest.r),
    Bx: multiplyPublic(G, chosen.al),
    By: prover.encrypt(secretBe, honest.rY),
    E: verifier.commit(
      chosen.al,
      honest.ga.use((v) => v),
    ),
    F: verifier.commit(
      chosen.be,
      honest.de.use((v) => v),
    ),
  };
}

export function cheatingProof({ statement, witness }: AffGCase, prepared?: PreparedAffG): AffGProof {
  return answerAffG({ ctx, statement, witness, ...(prepared && { prepared }) }, random);
}

/** The verdict on the object, and on its encoding, by the owner of N0 and RP. */
export function codesOf(statement: AffGStatement, proof: AffGProof): { object: string; wire: string } {
  const verify = (value: AffGProof) => verifyAffG(ctx, statement, value, owner);
  return {
    object: codeText(verify(proof)),
    wire: codeText(verdictOfBytes(codec, encodeWith(codec, proof), verify)),
  };
}
