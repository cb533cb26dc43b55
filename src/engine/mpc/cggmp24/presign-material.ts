/** The secrets and first messages of one presigning run: making them, looking them over, and erasing them. What comes later only answers challenges. */
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
import { additiveShareOf, memberOf, othersOf, type Signer, type SigningSetup } from './signing-setup.ts';

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
  throw new AppError({
    code: 'KEY_SHARE_INCOMPLETE',
    kind: 'input',
    message: 'The auxiliary information of this key is missing.',
    safe: 'Nothing was sent.',
  });
}
