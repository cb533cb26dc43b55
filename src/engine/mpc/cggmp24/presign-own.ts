/** The own side of one presigning run: what this signer knows, makes and must erase. The protocol around it is `presign.ts`. */
import { mod } from '../../crypto/integers.ts';
import { q, type Point } from '../../crypto/secp256k1.ts';
import { forgetAll, SecretInteger } from '../../crypto/secret-integer.ts';
import { finishAffG, type AffGProof } from '../../zk/aff-g.ts';
import { finishElog } from '../../zk/elog.ts';
import { finishEncElg } from '../../zk/enc-elg.ts';
import { productOf, scaleTogether } from '../../zk/own-powers.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import type { PartyId } from '../protocol/party.ts';
import type { ErrorWitness } from './error-round.ts';
import {
  affGStatement,
  encElgStatement,
  gammaStatement,
  mtaDigest,
  proofContext,
  type ErrorCase,
  type Exchange,
  type Verifier,
} from './presign-checks.ts';
import type { Mta, Ps1, Ps1p, Ps2, Ps2p } from './presign-messages.ts';
import {
  auxOf,
  forgetMaterial,
  makeMaterial,
  type PreparedMta,
  type PreparedPeer,
  type PresignMaterial,
} from './presign-material.ts';
import type { PresignContext } from './presign.ts';
import { memberOf, othersOf } from './signing-setup.ts';

/** Own sums after the multiplications, as true integers: the error round proves them. */
interface Sums {
  readonly deltaInt: SecretInteger;
  readonly chiInt: SecretInteger;
}

export class OwnPresign {
  readonly material: PresignMaterial;
  /** In S order. */
  readonly peers: readonly PartyId[];
  readonly keys: Pick<ReturnType<typeof auxOf>, 'paillier' | 'ringPedersen'>;
  readonly #ctx: PresignContext;
  #made: ReadonlyMap<PartyId, Mta> = new Map();
  #received: ReadonlyMap<PartyId, Mta> = new Map();
  #sums: Sums | undefined;

  constructor(ctx: PresignContext) {
    const { setup, share, self, random, prepared } = ctx;
    const { paillier, ringPedersen } = auxOf(share);
    this.#ctx = ctx;
    this.keys = { paillier, ringPedersen };
    this.peers = othersOf(setup, self);
    this.material = prepared?.take(setup, self) ?? makeMaterial(setup, share, random);
  }

  get ps1(): Ps1 {
    return this.material.ps1;
  }

  get verifier(): Verifier {
    return { keys: this.keys, random: this.#ctx.random };
  }

  /** Pi-enc-elg for K and G, for every verifier. */
  provePs1(): ReadonlyMap<PartyId, Ps1p> {
    const { k, gamma, a, b, rho, nu, rhoInverse, nuInverse, ps1 } = this.material;
    const { sid, self } = this.#ctx;
    const key = this.keys.paillier;
    const proofsFor = (peer: PartyId): Ps1p => {
      const { proofK, proofGamma } = this.#peer(peer);
      const about = (of: 'k' | 'gamma') => ({
        ctx: proofContext(sid, self, `presign/${of}`, peer),
        statement: encElgStatement(this.#towards(peer), of, ps1),
      });
      const [ofK, ofGamma] = [
        { x: k, rho, rhoInverse, b: a, key },
        { x: gamma, rho: nu, rhoInverse: nuInverse, b, key },
      ];
      return {
        psi0: finishEncElg({ ...about('k'), witness: ofK, prepared: proofK }),
        psi1: finishEncElg({ ...about('gamma'), witness: ofGamma, prepared: proofGamma }),
      };
    };
    return new Map(this.peers.map((peer) => [peer, proofsFor(peer)]));
  }

  /** PS2p for every peer, given their K. */
  multiply(ps1: ReadonlyMap<PartyId, Ps1>): ReadonlyMap<PartyId, Ps2p> {
    const made = new Map(this.peers.map((peer) => [peer, this.#multiplied(peer, valueOf(ps1, peer).K)]));
    this.#made = new Map([...made].map(([peer, { D, F, Dh, Fh }]) => [peer, { D, F, Dh, Fh }]));
    return made;
  }

  /** The broadcast of round 2. */
  provePs2(): Ps2 {
    const { gamma, b, Gamma, ps1, preparedGamma } = this.material;
    const { sid, self } = this.#ctx;
    const ctx = proofContext(sid, self, 'presign/Gamma', undefined);
    const psiG = finishElog(ctx, gammaStatement(ps1, Gamma), { y: gamma, lam: b }, preparedGamma);
    return { Gamma, psiG, dig: this.peers.map((peer) => mtaDigest(this.#towards(peer), valueOf(this.#made, peer))) };
  }

  /** Decrypts what the peers have made, and adds up. */
  add(received: ReadonlyMap<PartyId, Mta>): void {
    this.#received = new Map([...received].map(([party, { D, F, Dh, Fh }]) => [party, { D, F, Dh, Fh }]));
    const { gamma, k, w } = this.material;
    const total = (x: SecretInteger, take: (mta: Mta) => bigint, mask: (peer: PreparedPeer) => PreparedMta) =>
      this.peers.reduce(
        (sum, peer) => this.#decrypted(take(valueOf(this.#received, peer)), mask(this.#peer(peer)).y) + sum,
        x.use((factor) => k.use((nonce) => factor * nonce)),
      );
    this.#sums = {
      deltaInt: SecretInteger.of(
        total(
          gamma,
          ({ D }) => D,
          (peer) => peer.gamma,
        ),
      ),
      chiInt: SecretInteger.of(
        total(
          w,
          ({ Dh }) => Dh,
          (peer) => peer.x,
        ),
      ),
    };
  }

  /** delta_i: published in round 3. */
  get delta(): bigint {
    return this.#integers.deltaInt.use((value) => mod(value, q));
  }

  /** chi_i; the caller forgets it. */
  chi(): SecretInteger {
    return SecretInteger.of(this.#integers.chiInt.use((value) => mod(value, q)));
  }

  get exchanged(): { readonly made: ReadonlyMap<PartyId, Mta>; readonly received: ReadonlyMap<PartyId, Mta> } {
    return { made: this.#made, received: this.#received };
  }

  errorWitness(errorCase: ErrorCase): ErrorWitness {
    const { gamma, w, peers } = this.material;
    const { deltaInt, chiInt } = this.#integers;
    const key = this.keys.paillier;
    const mta = new Map([...peers].map(([party, peer]) => [party, errorCase === 'N' ? peer.gamma : peer.x]));
    return errorCase === 'N' ? { x: gamma, y: deltaInt, mta, key } : { x: w, y: chiInt, mta, key };
  }

  /** Erases everything secret of the run. */
  forget(): void {
    forgetMaterial(this.material);
    forgetAll(this.#sums?.deltaInt, this.#sums?.chiInt);
  }

  get #integers(): Sums {
    if (this.#sums === undefined) throw new ProtocolStop('LOCAL_BUG', 'nothing was multiplied yet');
    return this.#sums;
  }

  #peer(party: PartyId): PreparedPeer {
    return valueOf(this.material.peers, party);
  }

  #towards(receiver: PartyId): Exchange {
    const { setup, sid, self } = this.#ctx;
    return { setup, sid, sender: self, receiver };
  }

  /** `D = K^x * enc(y; s)` for gamma and for w, with their proofs. All four powers of K are made, and looked over, together. */
  #multiplied(peer: PartyId, K: bigint): Ps2p {
    const { gamma, w, Gamma } = this.material;
    const { setup, self } = this.#ctx;
    const { paillier } = memberOf(setup, peer);
    const ready = this.#peer(peer);
    const secrets = [gamma, w, ready.gamma.proof.al, ready.x.proof.al];
    const [ofGamma = 0n, ofX = 0n, gammaMask = 0n, xMask = 0n] = scaleTogether(paillier, K, secrets);
    const [D, Dh] = [productOf(paillier, ofGamma, ready.gamma.blind), productOf(paillier, ofX, ready.x.blind)];
    const [F, Fh] = [ready.gamma.F, ready.x.F];
    const prove = (label: string, known: { D: bigint; Y: bigint; X: Point }, mta: PreparedMta, power: bigint) =>
      this.#affG(peer, label, { K, ...known }, { mta, x: mta === ready.gamma ? gamma : w, power });
    return {
      ...{ D, F, Dh, Fh },
      psi: prove('presign/mta-gamma', { D, Y: F, X: Gamma }, ready.gamma, gammaMask),
      psih: prove('presign/mta-x', { D: Dh, Y: Fh, X: memberOf(setup, self).W }, ready.x, xMask),
    };
  }

  #affG(
    peer: PartyId,
    label: string,
    known: { readonly K: bigint; readonly D: bigint; readonly Y: bigint; readonly X: Point },
    { mta, x, power }: { readonly mta: PreparedMta; readonly x: SecretInteger; readonly power: bigint },
  ): AffGProof {
    const { sid, self } = this.#ctx;
    const { y, s, r, sInverse, rInverse, proof } = mta;
    return finishAffG({
      ctx: proofContext(sid, self, label, peer),
      statement: affGStatement(this.#towards(peer), known),
      witness: { key: this.keys.paillier, x, y, rho: s, rhoY: r, inverses: { rho: sInverse, rhoY: rInverse } },
      prepared: proof,
      power,
    });
  }

  /** `alpha - y`: the own additive share of one product is what decrypts, the peer's is minus its mask. */
  #decrypted(D: bigint, y: SecretInteger): bigint {
    const alpha = this.keys.paillier.decrypt(D);
    const share = alpha.use((value) => y.use((mask) => value - mask));
    alpha.forget();
    return share;
  }
}

function valueOf<T>(map: ReadonlyMap<PartyId, T>, party: PartyId): T {
  const value = map.get(party);
  if (value === undefined) throw new ProtocolStop('LOCAL_BUG', 'a message of a signer is missing');
  return value;
}
