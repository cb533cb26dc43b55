/**
 * Everything of a presigning run that depends on no received value and on no session: nonces, their encryptions, and the masks of all proofs. Made
 * ahead, it leaves little work between the messages. For one run only: whoever used it twice would give its key away.
 */
import type { Random } from '../../../base/random.ts';
import { AppError } from '../../../base/errors.ts';
import { encrypt, type PaillierPrivateKey } from '../../crypto/paillier.ts';
import { ELLP } from '../../crypto/parameters.ts';
import { randomResidue, randomScalar, randomSymmetric } from '../../crypto/sampling.ts';
import { G, multiplyBaseSecret, type Point } from '../../crypto/secp256k1.ts';
import { forgetAll, SecretInteger } from '../../crypto/secret-integer.ts';
import { inversesOfSecrets } from '../../crypto/secret-inverse.ts';
import { openingsOfAffG, prepareAffG, type AffGKnown, type PreparedAffG } from '../../zk/aff-g.ts';
import { openingsOfElog, prepareElog, scalarOfSum, sumWithMultiple, type PreparedElog } from '../../zk/elog.ts';
import { openingsOfEncElg, prepareEncElg, type PreparedEncElg } from '../../zk/enc-elg.ts';
import { doAllOpen, type Openings } from '../../zk/openings.ts';
import { assertOwnProof } from '../../zk/own-proof.ts';
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
  readonly sInverse: SecretInteger;
  readonly rInverse: SecretInteger;
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
  readonly rhoInverse: SecretInteger;
  readonly nuInverse: SecretInteger;
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
 * Prepares one presigning run: half of its work, about 0.13 s per peer with 2048-bit moduli and 0.35 s with 3072. It needs no peer and no session, so an
 * app makes it while it is idle, in its worker, and hands it to `createPresignSession` or `createFullSignSession`; without it the session does the same
 * work before its first message. It lives in memory only, for one run of this key, epoch, signing set and path: never stored, erased by `forget` when the
 * epoch ends or it is not needed any more.
 * @throws AppError as `setUpSigning`; `KEY_SHARE_INCOMPLETE` without auxiliary information; `LOCAL_BUG` for a slip of the computation
 */
export function preparePresign(
  share: EcdsaKeyShare,
  { signers, path }: Pick<SigningRequest, 'signers' | 'path'>,
  random: Random,
): PreparedPresign {
  const setup = setUpSigning({ key: signingKeyOf(share), signers, path });
  return new PreparedPresign(setup, partyIdOf(share.self), makeMaterial(setup, share, random));
}

/**
 * Round 1 of this signer and the masks of rounds 2 and 3, looked over: what comes later only answers challenges.
 * @throws AppError `LOCAL_BUG` if a value is not what it was made of: nothing of it is used
 */
export function makeMaterial(setup: SigningSetup, share: EcdsaKeyShare, random: Random): PresignMaterial {
  const self = partyIdOf(share.self);
  const key = auxOf(share).paillier;
  const { N } = key.publicKey;
  const w = additiveShareOf(setup, share, self);
  const scalar = (): SecretInteger => SecretInteger.of(randomScalar(random));
  const [k, gamma, a, b, y] = [scalar(), scalar(), scalar(), scalar(), scalar()];
  const [rho, nu] = [SecretInteger.of(randomResidue(random, N)), SecretInteger.of(randomResidue(random, N))];
  const [Y, Gamma] = [multiplyBaseSecret(y), multiplyBaseSecret(gamma)];
  const ps1: Ps1 = {
    K: key.encrypt(k, rho),
    G: key.encrypt(gamma, nu),
    Y,
    A1: multiplyBaseSecret(a),
    A2: sumWithMultiple(k, a, Y, y),
    B1: multiplyBaseSecret(b),
    B2: sumWithMultiple(gamma, b, Y, y),
  };
  try {
    const preparedGamma = prepareElog({ X: Y, logX: y, h: G }, random);
    const preparedDelta = prepareElog({ X: Y, logX: y }, random);
    const receivers = othersOf(setup, self).map((peer) => [peer, memberOf(setup, peer)] as const);
    const drafts = receivers.map(([peer, { RP, paillier }]) => {
      const encElg = (x: SecretInteger) => prepareEncElg({ key, A: Y, logA: y, RP, x }, random);
      const proofGamma = encElg(gamma);
      // Two proofs to one peer are about gamma: they share their commitment to it
      const committed = { S: proofGamma.S, m: proofGamma.mu };
      const ofGamma = prepareMta(key, { RP, paillier }, { x: gamma, committed }, random);
      const ofX = prepareMta(key, { RP, paillier }, { x: w }, random);
      return [peer, { proofK: encElg(k), proofGamma, gamma: ofGamma, x: ofX }] as const;
    });
    const { rhoInverse, nuInverse, peers } = withInverses(setup, N, { rho, nu, drafts });
    const material: PresignMaterial = {
      ...{ w, k, gamma, a, b, rho, nu, rhoInverse, nuInverse, ps1, Gamma, peers },
      ...{ preparedGamma, preparedDelta },
    };
    assertOwnProof('presign', doAllOpen(openingsOf(material, y, { setup, key })));
    return material;
  } finally {
    y.forget();
  }
}

type Draft<T> = Omit<T, 'sInverse' | 'rInverse'>;
interface PeerDraft extends Omit<PreparedPeer, 'gamma' | 'x'> {
  readonly gamma: Draft<PreparedMta>;
  readonly x: Draft<PreparedMta>;
}

function prepareMta(
  key: PaillierPrivateKey,
  { paillier, RP }: Pick<Signer, 'paillier' | 'RP'>,
  known: Pick<AffGKnown, 'x' | 'committed'>,
  random: Random,
): Draft<PreparedMta> {
  const y = SecretInteger.of(randomSymmetric(random, 1n << ELLP));
  const s = SecretInteger.of(randomResidue(random, paillier.N));
  const r = SecretInteger.of(randomResidue(random, key.publicKey.N));
  return {
    ...{ y, s, r },
    blind: encrypt(paillier, y, s),
    F: key.encrypt(y, r),
    proof: prepareAffG({ N0: paillier.N, RP, key, y, ...known }, random),
  };
}

/** The inverses of all nonces that are to be raised to a challenge: one inversion for each modulus. */
function withInverses(
  setup: SigningSetup,
  N: bigint,
  { rho, nu, drafts }: { rho: SecretInteger; nu: SecretInteger; drafts: readonly (readonly [PartyId, PeerDraft])[] },
): Pick<PresignMaterial, 'rhoInverse' | 'nuInverse' | 'peers'> {
  const ownNonces = drafts.flatMap(([, { gamma, x }]) => [gamma.r, x.r]);
  const [rhoInverse, nuInverse, ...rInverses] = invertAll([rho, nu, ...ownNonces], N);
  const peers = drafts.map(([peer, draft], i) => {
    const [ofGamma, ofX] = invertAll([draft.gamma.s, draft.x.s], memberOf(setup, peer).paillier.N);
    const gamma = { ...draft.gamma, sInverse: present(ofGamma), rInverse: present(rInverses[2 * i]) };
    const x = { ...draft.x, sInverse: present(ofX), rInverse: present(rInverses[2 * i + 1]) };
    return [peer, { ...draft, gamma, x }] as const;
  });
  return { rhoInverse: present(rhoInverse), nuInverse: present(nuInverse), peers: new Map(peers) };
}

function invertAll(secrets: readonly SecretInteger[], N: bigint): readonly SecretInteger[] {
  const values = secrets.map((secret) => secret.use((value) => value));
  return inversesOfSecrets(values, N).map((inverse) => SecretInteger.of(inverse));
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('as many inverses as nonces');
  return value;
}

/** What everything prepared opens to. */
function openingsOf(
  { w, k, gamma, a, b, rho, nu, ps1, Gamma, preparedGamma, preparedDelta, peers }: PresignMaterial,
  y: SecretInteger,
  { setup, key }: { readonly setup: SigningSetup; readonly key: PaillierPrivateKey },
): Openings[] {
  const { N } = key.publicKey;
  const copy = (secret: SecretInteger): SecretInteger => secret.use((value) => SecretInteger.of(value));
  const own: Openings = {
    paillier: [
      { N, c: ps1.K, r: rho },
      { N, c: ps1.G, r: nu },
    ],
    pedersen: [],
    curve: [
      { point: ps1.Y, scalar: copy(y) },
      { point: Gamma, scalar: copy(gamma) },
      { point: ps1.A1, scalar: copy(a) },
      { point: ps1.A2, scalar: scalarOfSum(k, a, y) },
      { point: ps1.B1, scalar: copy(b) },
      { point: ps1.B2, scalar: scalarOfSum(gamma, b, y) },
    ],
  };
  const ofPeers = [...peers].flatMap(([peer, { proofK, proofGamma, ...mtas }]) => {
    const { RP, paillier } = memberOf(setup, peer);
    const encElg = { key, A: ps1.Y, logA: y, RP };
    const ofMta = (x: SecretInteger, mta: PreparedMta): Openings[] => [
      {
        paillier: [
          { N: paillier.N, c: mta.blind, r: mta.s },
          { N, c: mta.F, r: mta.r },
        ],
        pedersen: [],
        curve: [],
      },
      openingsOfAffG({ N0: paillier.N, RP, key, x, y: mta.y }, mta.proof),
    ];
    return [
      openingsOfEncElg({ ...encElg, x: k }, proofK),
      openingsOfEncElg({ ...encElg, x: gamma }, proofGamma),
      ...ofMta(gamma, mtas.gamma),
      ...ofMta(w, mtas.x),
    ];
  });
  return [own, openingsOfElog(y, preparedGamma), openingsOfElog(y, preparedDelta), ...ofPeers];
}

/** Erases every secret of a run. */
export function forgetMaterial(material: PresignMaterial): void {
  const { w, k, gamma, a, b, rho, nu, rhoInverse, nuInverse, preparedGamma, preparedDelta, peers } = material;
  forgetAll(w, k, gamma, a, b, rho, nu, rhoInverse, nuInverse);
  forgetAll(preparedGamma.al, preparedGamma.m, preparedDelta.al, preparedDelta.m);
  for (const { proofK, proofGamma, gamma: ofGamma, x } of peers.values()) {
    for (const { al, mu, r, be, ga } of [proofK, proofGamma]) forgetAll(al, mu, r, be, ga);
    for (const { y, s, r, sInverse, rInverse, proof } of [ofGamma, x]) {
      forgetAll(
        y,
        s,
        r,
        sInverse,
        rInverse,
        proof.al,
        proof.be,
        proof.r,
        proof.rY,
        proof.ga,
        proof.de,
        proof.m,
        proof.mu,
      );
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
