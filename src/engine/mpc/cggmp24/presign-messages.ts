/** Messages of presigning, of full signing and of the error round (cggmp24.md 12). Fields and their names as there. */
import { bytesCodec, integerCodec, listCodec, structCodec, u32Codec, type TlvCodec } from '../../../base/tlv-decode.ts';
import type { Profile } from '../../crypto/parameters.ts';
import { pointCodec, scalarCodec, type Point } from '../../crypto/secp256k1.ts';
import { affGCodec, type AffGProof } from '../../zk/aff-g.ts';
import { affGStarCodec, type AffGStarProof } from '../../zk/aff-g-star.ts';
import { decCodec, type DecProof } from '../../zk/dec.ts';
import { elogCodec, type ElogProof } from '../../zk/elog.ts';
import { encElgCodec, type EncElgProof } from '../../zk/enc-elg.ts';
import { echoRound, type Echo, type Round } from '../protocol/protocol.ts';

/** Ciphertexts of k and gamma, and the ElGamal commitments to both. */
export type Ps1 = {
  readonly K: bigint;
  readonly G: bigint;
  readonly Y: Point;
  readonly A1: Point;
  readonly A2: Point;
  readonly B1: Point;
  readonly B2: Point;
};
/** Pi-enc-elg for K and for G, made for one verifier. */
export type Ps1p = { readonly psi0: EncElgProof; readonly psi1: EncElgProof };
/** `dig`: one digest per other signer, in S order. */
export type Ps2 = { readonly Gamma: Point; readonly psiG: ElogProof; readonly dig: readonly Uint8Array[] };
/** The four ciphertexts that one signer made for another: (D, F) for gamma, (Dh, Fh) for w. */
export type Mta = { readonly D: bigint; readonly F: bigint; readonly Dh: bigint; readonly Fh: bigint };
export type Ps2p = Mta & { readonly psi: AffGProof; readonly psih: AffGProof };
export type Ps3 = {
  readonly delta: bigint;
  readonly Delta: Point;
  readonly S: Point;
  readonly psiD: ElogProof;
  readonly echo2: Uint8Array;
};
/** Error round; both lists have one entry per other signer, in S order. */
export type Er = {
  /** 0: nonce (E1 failed); 1: chi (E2 failed). */
  readonly case: number;
  readonly echo3: Uint8Array;
  readonly revealed: readonly Mta[];
  readonly psi: DecProof;
  readonly proofs: readonly AffGStarProof[];
};
/** A share of the signature, in full signing. */
export type Onf = {
  readonly presigId: Uint8Array;
  readonly messageHash: Uint8Array;
  readonly sigma: bigint;
  readonly echo3: Uint8Array;
};

export interface PresignRounds {
  readonly PS1: Round<Ps1>;
  readonly PS1P: Round<Ps1p>;
  readonly PS2: Round<Ps2>;
  readonly PS2P: Round<Ps2p>;
  readonly PS3: Round<Ps3>;
  /** Presigning: the echo of PS3, round code 103. */
  readonly ECHO3: Round<Echo>;
  /** Full signing: the share of the signature, which carries the echo of PS3. */
  readonly ONF: Round<Onf>;
  readonly ER: Round<Er>;
}

/** Round code of the error round. */
export const ER_ROUND = 4;

/** Time for the proofs of an error round, for each other signer: about ten times what 3072 bits take on one slow core. */
const ERROR_ROUND_MS = 180_000n;

const b32 = bytesCodec({ exact: 32 });

/** The rounds of `signerCount` signers in one profile. */
export function presignRounds(profile: Profile, signerCount: number): PresignRounds {
  const ciphertext = integerCodec(2 * profile.modulusBytes);
  const perOther = <T>(codec: TlvCodec<T>): TlvCodec<readonly T[]> =>
    listCodec(codec, { min: signerCount - 1, max: signerCount - 1 });
  const mta = { D: ciphertext, F: ciphertext, Dh: ciphertext, Fh: ciphertext };
  const point = pointCodec;

  const PS1: Round<Ps1> = {
    id: 1,
    label: 'Encrypted nonces',
    kind: 'echo',
    codec: structCodec<Ps1>({ K: ciphertext, G: ciphertext, Y: point, A1: point, A2: point, B1: point, B2: point }),
  };
  const PS1P: Round<Ps1p> = {
    id: 1,
    label: 'Range proofs',
    kind: 'p2p',
    codec: structCodec<Ps1p>({ psi0: encElgCodec(profile), psi1: encElgCodec(profile) }),
  };
  const PS2: Round<Ps2> = {
    id: 2,
    label: 'Nonce points',
    kind: 'piggy',
    codec: structCodec<Ps2>({ Gamma: point, psiG: elogCodec, dig: perOther(b32) }),
  };
  const PS2P: Round<Ps2p> = {
    id: 2,
    label: 'Multiplied shares',
    kind: 'p2p',
    codec: structCodec<Ps2p>({ ...mta, psi: affGCodec(profile), psih: affGCodec(profile) }),
  };
  const PS3: Round<Ps3> = {
    id: 3,
    label: 'Presignature shares',
    kind: 'piggy',
    codec: structCodec<Ps3>({ delta: scalarCodec, Delta: point, S: point, psiD: elogCodec, echo2: b32 }),
    echoOf: { round: PS2, read: (message: Ps3) => message.echo2 },
  };
  const ECHO3: Round<Echo> = { ...echoRound(PS3), echoOf: { round: PS3, read: (message: Echo) => message.h } };
  const ONF: Round<Onf> = {
    id: 5,
    label: 'Signature shares',
    kind: 'broadcast',
    codec: structCodec<Onf>({ presigId: b32, messageHash: b32, sigma: scalarCodec, echo3: b32 }),
    echoOf: { round: PS3, read: (message: Onf) => message.echo3 },
  };
  const ER: Round<Er> = {
    id: ER_ROUND,
    label: 'Error round',
    kind: 'echo',
    exceptional: { timeMs: ERROR_ROUND_MS * BigInt(signerCount - 1) },
    codec: structCodec<Er>({
      case: u32Codec,
      echo3: b32,
      revealed: perOther(structCodec<Mta>(mta)),
      psi: decCodec(profile),
      proofs: perOther(affGStarCodec(profile)),
    }),
    echoOf: { round: PS3, read: (message: Er) => message.echo3 },
  };
  return { PS1, PS1P, PS2, PS2P, PS3, ECHO3, ONF, ER };
}
