/** The own side of one presigning run: what this signer knows, makes and must erase. The protocol around it is `presign.ts`. */
import { mod } from '../../crypto/integers.ts';
import { scale } from '../../crypto/paillier.ts';
import { q } from '../../crypto/secp256k1.ts';
import { forgetAll, SecretInteger } from '../../crypto/secret-integer.ts';
import { proveAffGs, type AffGTask } from '../../zk/aff-g.ts';
import { proveElog } from '../../zk/elog.ts';
import { proveEncElgs, type EncElgTask } from '../../zk/enc-elg.ts';
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
} from './presign-prepared.ts';
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
    const { k, gamma, a, b, rho, nu, ps1 } = this.material;
    const { random, sid, self } = this.#ctx;
    const key = this.keys.paillier;
    const tasks = this.peers.flatMap((peer): EncElgTask[] => {
      const { proofK, proofGamma } = this.#peer(peer);
      const about = (of: 'k' | 'gamma') => ({
        ctx: proofContext(sid, self, `presign/${of}`, peer),
        statement: encElgStatement(this.#towards(peer), of, ps1),
      });
      return [
        { ...about('k'), witness: { x: k, rho, b: a, key }, prepared: proofK },
        { ...about('gamma'), witness: { x: gamma, rho: nu, b, key }, prepared: proofGamma },
      ];
    });
    const pairs = this.#inPairs(proveEncElgs(tasks, random));
    return new Map(pairs.map(([peer, [psi0, psi1]]) => [peer, { psi0, psi1 }]));
  }

  /** PS2p for every peer, given their K. One call: the provers look at all their results together. */
  multiply(ps1: ReadonlyMap<PartyId, Ps1>): ReadonlyMap<PartyId, Ps2p> {
    const products = this.peers.map((peer) => {
      const K = valueOf(ps1, peer).K;
      const { gamma, x } = this.#peer(peer);
      const D = this.#product(peer, K, this.material.gamma, gamma);
      const Dh = this.#product(peer, K, this.material.w, x);
      return { peer, K, mta: { D, F: gamma.F, Dh, Fh: x.F } };
    });
    this.#made = new Map(products.map(({ peer, mta }) => [peer, mta]));
    const tasks = products.flatMap(({ peer, K, mta }) => this.#tasks(peer, K, mta));
    const pairs = this.#inPairs(proveAffGs(tasks, this.#ctx.random));
    return new Map(pairs.map(([peer, [psi, psih]]) => [peer, { ...valueOf(this.#made, peer), psi, psih }]));
  }

  /** What was made in one call, two for each peer. */
  #inPairs<T>(made: readonly T[]): readonly (readonly [PartyId, readonly [T, T]])[] {
    return this.peers.map((peer, i) => {
      const [first, second] = made.slice(2 * i, 2 * i + 2);
      if (first === undefined || second === undefined) throw new ProtocolStop('LOCAL_BUG', 'a proof is missing');
      return [peer, [first, second]];
    });
  }

  /** The broadcast of round 2. */
  provePs2(): Ps2 {
    const { gamma, b, Gamma, ps1, preparedGamma } = this.material;
    const { sid, self, random } = this.#ctx;
    const ctx = proofContext(sid, self, 'presign/Gamma', undefined);
    const psiG = proveElog(ctx, gammaStatement(ps1, Gamma), { y: gamma, lam: b }, random, preparedGamma);
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

  /** `D = K^x * enc(y; s)`. */
  #product(peer: PartyId, K: bigint, x: SecretInteger, { blind }: PreparedMta): bigint {
    const { paillier } = memberOf(this.#ctx.setup, peer);
    return (scale(paillier, K, x) * blind) % paillier.NN;
  }

  #tasks(peer: PartyId, K: bigint, { D, F, Dh, Fh }: Mta): AffGTask[] {
    const { setup, sid, self } = this.#ctx;
    const { gamma, w, Gamma } = this.material;
    const prepared = this.#peer(peer);
    const exchange = this.#towards(peer);
    const witness = (x: SecretInteger, { y, s, r }: PreparedMta) => ({
      key: this.keys.paillier,
      x,
      y,
      rho: s,
      rhoY: r,
    });
    return [
      {
        ctx: proofContext(sid, self, 'presign/mta-gamma', peer),
        statement: affGStatement(exchange, { K, D, Y: F, X: Gamma }),
        witness: witness(gamma, prepared.gamma),
        prepared: prepared.gamma.proof,
      },
      {
        ctx: proofContext(sid, self, 'presign/mta-x', peer),
        statement: affGStatement(exchange, { K, D: Dh, Y: Fh, X: memberOf(setup, self).W }),
        witness: witness(w, prepared.x),
        prepared: prepared.x.proof,
      },
    ];
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
