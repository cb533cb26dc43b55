/**
 * Everything of a presigning run that depends on no received value and on no session: nonces, their encryptions, and the masks of all proofs. Made
 * ahead, it leaves little work between the messages. For one run only: whoever used it twice would give its key away.
 */
import type { Random } from '../../../base/random.ts';
import { AppError } from '../../../base/errors.ts';
import { encrypt, type PaillierPrivateKey } from '../../crypto/paillier.ts';
import { ELLP } from '../../crypto/parameters.ts';
import { randomScalar, randomSymmetric, randomUnit } from '../../crypto/sampling.ts';
import { multiplyBaseSecret, multiplySecret, type Point } from '../../crypto/secp256k1.ts';
import { forgetAll, SecretInteger } from '../../crypto/secret-integer.ts';
import { prepareAffG, type PreparedAffG } from '../../zk/aff-g.ts';
import { prepareElog, type PreparedElog } from '../../zk/elog.ts';
import { prepareEncElg, type PreparedEncElg } from '../../zk/enc-elg.ts';
import { G } from '../../crypto/secp256k1.ts';
import { partyIdOf, type PartyId } from '../protocol/party.ts';
import type { AuxInfo, EcdsaKeyShare } from './key-share.ts';
import type { Ps1 } from './presign-messages.ts';
import {
  additiveShareOf,
  memberOf,
  othersOf,
  setUpSigning,
  signingKeyOf,
  type Signer,
  type SigningRequest,
  type SigningSetup,
} from './signing-setup.ts';

/** The sender's part of one multiplication, without the factor that needs the receiver's ciphertext. */
export interface PreparedMta {
  readonly y: SecretInteger;
  /** Nonces of the encryptions of y under the receiver's and the own key. */
  readonly s: SecretInteger;
  readonly r: SecretInteger;
  /** `enc_j(y; s)`: makes D fresh. */
  readonly blind: bigint;
  /** `F = enc_i(y; r)`. */
  readonly F: bigint;
  readonly proof: PreparedAffG;
}

/** What is prepared for one other signer. */
export interface PreparedPeer {
  readonly proofK: PreparedEncElg;
  readonly proofGamma: PreparedEncElg;
  readonly gamma: PreparedMta;
  readonly x: PreparedMta;
}

/** Secrets and first messages of one run. */
export interface PresignMaterial {
  /** w_i: the additive share of the key for this signing set and path. */
  readonly w: SecretInteger;
  readonly k: SecretInteger;
  readonly gamma: SecretInteger;
  readonly a: SecretInteger;
  readonly b: SecretInteger;
  readonly rho: SecretInteger;
  readonly nu: SecretInteger;
  readonly ps1: Ps1;
  readonly Gamma: Point;
  readonly preparedGamma: PreparedElog;
  readonly preparedDelta: PreparedElog;
  readonly peers: ReadonlyMap<PartyId, PreparedPeer>;
}

/** Prepared material and what it is for. Prints as `[secret]`. */
export class PreparedPresign {
  readonly #setup: SigningSetup;
  readonly #self: PartyId;
  #material: PresignMaterial | undefined;

  constructor(setup: SigningSetup, self: PartyId, material: PresignMaterial) {
    this.#setup = setup;
    this.#self = self;
    this.#material = material;
  }

  /** @throws AppError `PREPARED_SPENT`; `PREPARED_OTHER` for another key, epoch, signing set, path or party */
  assertFits(setup: SigningSetup, self: PartyId): void {
    if (self !== this.#self || !isSameSetup(setup, this.#setup)) {
      throw refused('PREPARED_OTHER', 'The prepared values are for another key, epoch, signing set or path.');
    }
    if (this.#material === undefined) throw spent();
  }

  /** Hands the material over, once; the taker forgets it. @throws AppError as `assertFits` */
  take(setup: SigningSetup, self: PartyId): PresignMaterial {
    this.assertFits(setup, self);
    const material = this.#material;
    this.#material = undefined;
    if (material === undefined) throw spent();
    return material;
  }

  /** Erases what was not taken. */
  forget(): void {
    if (this.#material !== undefined) forgetMaterial(this.#material);
    this.#material = undefined;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/**
 * Prepares one presigning run: most of its work, about 0.2 s per peer with 2048-bit moduli.
 * @throws AppError as `setUpSigning`; `KEY_SHARE_INCOMPLETE` without auxiliary information
 */
export function preparePresign(
  share: EcdsaKeyShare,
  { signers, path }: Pick<SigningRequest, 'signers' | 'path'>,
  random: Random,
): PreparedPresign {
  const setup = setUpSigning({ key: signingKeyOf(share), signers, path });
  return new PreparedPresign(setup, partyIdOf(share.self), makeMaterial(setup, share, random));
}

/** Round 1 of this signer and the masks of rounds 2 and 3. */
export function makeMaterial(setup: SigningSetup, share: EcdsaKeyShare, random: Random): PresignMaterial {
  const self = partyIdOf(share.self);
  const key = auxOf(share).paillier;
  const { N } = key.publicKey;
  const w = additiveShareOf(setup, share, self);
  const scalar = (): SecretInteger => SecretInteger.of(randomScalar(random));
  const [k, gamma, a, b, y] = [scalar(), scalar(), scalar(), scalar(), scalar()];
  const [rho, nu] = [SecretInteger.of(randomUnit(random, N)), SecretInteger.of(randomUnit(random, N))];
  const Y = multiplyBaseSecret(y);
  const Gamma = multiplyBaseSecret(gamma);
  const ps1: Ps1 = {
    K: key.encrypt(k, rho),
    G: key.encrypt(gamma, nu),
    Y,
    A1: multiplyBaseSecret(a),
    A2: multiplySecret(Y, a).add(multiplyBaseSecret(k)),
    B1: multiplyBaseSecret(b),
    B2: multiplySecret(Y, b).add(Gamma),
  };
  try {
    const preparePeer = (peer: PartyId): PreparedPeer => {
      const { RP, paillier } = memberOf(setup, peer);
      const encElg = (x: SecretInteger) => prepareEncElg({ key, A: Y, logA: y, RP, x }, random);
      const mta = (x: SecretInteger) => prepareMta(key, { RP, paillier }, x, random);
      return { proofK: encElg(k), proofGamma: encElg(gamma), gamma: mta(gamma), x: mta(w) };
    };
    return {
      ...{ w, k, gamma, a, b, rho, nu, ps1, Gamma },
      preparedGamma: prepareElog({ X: Y, logX: y, h: G }, random),
      preparedDelta: prepareElog({ X: Y, logX: y }, random),
      peers: new Map(othersOf(setup, self).map((peer) => [peer, preparePeer(peer)])),
    };
  } finally {
    y.forget();
  }
}

function prepareMta(
  key: PaillierPrivateKey,
  { paillier, RP }: Pick<Signer, 'paillier' | 'RP'>,
  x: SecretInteger,
  random: Random,
): PreparedMta {
  const y = SecretInteger.of(randomSymmetric(random, 1n << ELLP));
  const s = SecretInteger.of(randomUnit(random, paillier.N));
  const r = SecretInteger.of(randomUnit(random, key.publicKey.N));
  return {
    ...{ y, s, r },
    blind: encrypt(paillier, y, s),
    F: key.encrypt(y, r),
    proof: prepareAffG({ N0: paillier.N, RP, key, x, y }, random),
  };
}

/** Erases every secret of a run. */
export function forgetMaterial(material: PresignMaterial): void {
  const { w, k, gamma, a, b, rho, nu, preparedGamma, preparedDelta, peers } = material;
  forgetAll(w, k, gamma, a, b, rho, nu, preparedGamma.al, preparedGamma.m, preparedDelta.al, preparedDelta.m);
  for (const { proofK, proofGamma, gamma: ofGamma, x } of peers.values()) {
    for (const { al, mu, r, be, ga } of [proofK, proofGamma]) forgetAll(al, mu, r, be, ga);
    for (const { y, s, r, proof } of [ofGamma, x]) {
      forgetAll(y, s, r, proof.al, proof.be, proof.r, proof.rY, proof.ga, proof.de, proof.m, proof.mu);
    }
  }
}

/** @throws AppError `KEY_SHARE_INCOMPLETE` before the auxiliary run of this epoch is done */
export function auxOf({ aux }: EcdsaKeyShare): AuxInfo {
  if (aux !== undefined) return aux;
  throw refused('KEY_SHARE_INCOMPLETE', 'The auxiliary information of this key is missing.');
}

function isSameSetup(a: SigningSetup, b: SigningSetup): boolean {
  const isSameKey = a.key.keyId === b.key.keyId && a.key.epoch === b.key.epoch && a.childKey.equals(b.childKey);
  // The same child key, signers and public shares: the same w_i. The same moduli: the same encryptions
  return isSameKey && a.signers.join() === b.signers.join() && a.signers.every((party) => isSameMember(a, b, party));
}

function isSameMember(a: SigningSetup, b: SigningSetup, party: PartyId): boolean {
  const [one, other] = [memberOf(a, party), memberOf(b, party)];
  const isSameRp = one.RP.Nh === other.RP.Nh && one.RP.s === other.RP.s && one.RP.t === other.RP.t;
  return one.W.equals(other.W) && one.paillier.N === other.paillier.N && isSameRp;
}

function spent(): AppError {
  return refused('PREPARED_SPENT', 'The prepared values were used before.');
}

function refused(code: string, message: string): AppError {
  return new AppError({ code, kind: 'input', message, safe: 'Nothing was sent.' });
}
