/**
 * The error round (cggmp24.md 7): every signer proves, so that anybody can check it, that what it published follows from what it encrypted. This
 * is the prover's side; `error-round-checks.ts` judges. Nothing here reveals x_i.
 */
import type { Random } from '../../../base/random.ts';
import { mod } from '../../crypto/integers.ts';
import type { PaillierPrivateKey } from '../../crypto/paillier.ts';
import { q } from '../../crypto/secp256k1.ts';
import { forgetAll, SecretInteger } from '../../crypto/secret-integer.ts';
import { isWithin } from '../../zk/verdict.ts';
import { proveAffGStar } from '../../zk/aff-g-star.ts';
import { boundOfY, proveDec } from '../../zk/dec.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import type { PartyId } from '../protocol/party.ts';
import { affGStarStatement, decStatement, errorLabels, plaintextSum, type ErrorView } from './error-round-checks.ts';
import type { ErrorCase } from './presign-checks.ts';
import type { Er, Mta } from './presign-messages.ts';
import { memberOf, othersOf } from './signing-setup.ts';
import { proofContext } from './presign-checks.ts';

/** What a signer remembers of one multiplication it took part in as the sender. */
export interface MtaSecrets {
  /** Its additive mask, and the nonces of the two encryptions of it. */
  readonly y: SecretInteger;
  readonly s: SecretInteger;
  readonly r: SecretInteger;
}

/** The secrets of one signer that its error round is about. */
export interface ErrorWitness {
  /** gamma_i or w_i. */
  readonly x: SecretInteger;
  /** deltaInt or chiInt: a true integer. */
  readonly y: SecretInteger;
  readonly mta: ReadonlyMap<PartyId, MtaSecrets>;
  readonly key: PaillierPrivateKey;
}

export interface OwnErrorRound {
  readonly view: ErrorView;
  readonly self: PartyId;
  readonly errorCase: ErrorCase;
  readonly echo3: Uint8Array;
  /** Made by this signer, by receiver. */
  readonly made: ReadonlyMap<PartyId, Mta>;
  /** Received by this signer, by sender. */
  readonly received: ReadonlyMap<PartyId, Mta>;
  readonly witness: ErrorWitness;
}

/** The ER message of this signer. @throws ProtocolStop `LOCAL_BUG` if its own values do not fit each other */
export function proveErrorRound(own: OwnErrorRound, random: Random): Er {
  const { view, self, errorCase, echo3, made } = own;
  const others = othersOf(view.setup, self);
  const revealed = others.map((j) => pick(made, j));
  return {
    case: errorCase === 'N' ? 0 : 1,
    echo3,
    revealed: revealed.map(({ D, F, Dh, Fh }) => ({ D, F, Dh, Fh })),
    psi: provePlaintext(own, random),
    proofs: others.map((j) => proveMultiplication(own, j, random)),
  };
}

function provePlaintext({ view, self, errorCase, made, received, witness }: OwnErrorRound, random: Random): Er['psi'] {
  const { setup, sid, ps1 } = view;
  const { x, y, key } = witness;
  const { paillier } = memberOf(setup, self);
  const D = plaintextSum(setup, self, errorCase, { made, received });
  const c = (key.power(pick(ps1, self).K, x) * D) % paillier.NN;
  const plain = key.decrypt(c);
  const rho = key.nonceOf(c);
  try {
    const isSound = plain.use((m) => y.use((value) => m === value && isWithin(value, boundOfY(setup.order.length))));
    if (!isSound) throw new ProtocolStop('LOCAL_BUG', 'own ciphertexts do not contain own values');
    const ctx = proofContext(sid, self, errorLabels(errorCase).dec, undefined);
    return proveDec(ctx, decStatement(view, self, errorCase, D), { x, y, rho, key }, random);
  } finally {
    forgetAll(plain, rho);
  }
}

function proveMultiplication(own: OwnErrorRound, receiver: PartyId, random: Random): Er['proofs'][number] {
  const { view, self, errorCase, made, witness } = own;
  const { y, s, r } = pick(witness.mta, receiver);
  const statement = affGStarStatement(view, { sender: self, receiver, errorCase }, pick(made, receiver));
  const ctx = proofContext(view.sid, self, errorLabels(errorCase).aff, receiver);
  return proveAffGStar(ctx, statement, { x: witness.x, y, rho: s, rhoY: r, key: witness.key }, random);
}

function pick<T>(map: ReadonlyMap<PartyId, T>, party: PartyId): T {
  const value = map.get(party);
  if (value === undefined) throw new ProtocolStop('LOCAL_BUG', 'a value of a signer is missing');
  return value;
}

/** `value mod q` of a true integer, as a new secret. */
export function reduced(integer: SecretInteger): SecretInteger {
  return SecretInteger.of(integer.use((value) => mod(value, q)));
}
