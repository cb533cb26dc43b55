/** Statements of Pi-enc-elg with their witnesses, and a prover that may cheat: it does not look at its own result. */
import { encrypt } from '../../../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../../../src/engine/crypto/parameters.ts';
import { randomScalar, randomUnit } from '../../../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { G, multiplyPublic } from '../../../../src/engine/crypto/secp256k1.ts';
import {
  answerEncElg,
  encElgCodec,
  prepareEncElg,
  verifyEncElg,
  type EncElgProof,
  type EncElgStatement,
  type EncElgWitness,
  type PreparedEncElg,
} from '../../../../src/engine/zk/enc-elg.ts';
import { verdictOfBytes } from '../../../../src/engine/zk/verdict.ts';
import { encodeWith } from '../../../../src/base/tlv-decode.ts';
import { testRng } from '../../../protocol/test-rng.ts';
import { contextOf } from './contexts.ts';
import { fixturePaillier, fixtureRingPedersen } from './fixture-keys.ts';
import { codeText } from './tamper.ts';

export const random = testRng('enc-elg');
export const key = fixturePaillier(0);
export const verifier = fixtureRingPedersen(0);
export const ctx = contextOf('presign/k');
export const codec = encElgCodec(profileOf('TEST'));

/** A true statement about `x`, whatever its size: `C` encrypts it, `X` commits to it. */
export function encElgCase(x: bigint): { statement: EncElgStatement; witness: EncElgWitness } {
  const b = randomScalar(random);
  const rho = SecretInteger.of(randomUnit(random, key.publicKey.N));
  const A = multiplyPublic(G, randomScalar(random));
  return {
    statement: {
      N: key.publicKey.N,
      C: encrypt(key.publicKey, SecretInteger.of(x), rho),
      A,
      B: multiplyPublic(G, b),
      X: multiplyPublic(A, b).add(multiplyPublic(G, x)),
      RP: verifier.parameters,
    },
    witness: { key, x: SecretInteger.of(x), rho, b: SecretInteger.of(b) },
  };
}

/** Masks as honest as `prepareEncElg` makes them, except for those given; the first message follows them. */
export function prepareWith(
  { statement, witness }: ReturnType<typeof encElgCase>,
  masks: { readonly al?: bigint },
): PreparedEncElg {
  const honest = prepareEncElg({ ...statement, ...witness }, random);
  if (masks.al === undefined) return honest;
  const { r, be, ga } = honest;
  const { N, A } = statement;
  const al = SecretInteger.of(masks.al);
  return {
    ...honest,
    al,
    T: verifier.commit(
      masks.al,
      ga.use((v) => v),
    ),
    D: encrypt({ N, NN: N * N }, al, r),
    Y: multiplyPublic(
      A,
      be.use((v) => v),
    ).add(multiplyPublic(G, masks.al)),
  };
}

export function cheatingProof(
  { statement, witness }: ReturnType<typeof encElgCase>,
  prepared?: PreparedEncElg,
): EncElgProof {
  return answerEncElg({ ctx, statement, witness, ...(prepared && { prepared }) }, random);
}

/** The verdict on the object, and on its encoding. */
export function codesOf(statement: EncElgStatement, proof: EncElgProof): { object: string; wire: string } {
  const verify = (value: EncElgProof) => verifyEncElg(ctx, statement, value, { ringPedersen: verifier });
  return {
    object: codeText(verify(proof)),
    wire: codeText(verdictOfBytes(codec, encodeWith(codec, proof), verify)),
  };
}
