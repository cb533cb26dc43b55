/** Messages and plan of ECDSA key generation (cggmp24.md 3 and 12). */
import { listCodec, structCodec, textCodec, u32Codec, type TlvCodec } from '../../../base/tlv-decode.ts';
import { pointCodec, scalarCodec, type Point } from '../../crypto/secp256k1.ts';
import { partyIdOf } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import type { Round } from '../protocol/protocol.ts';
import { ECDSA, MAX_PARTY_COUNT } from './key-share.ts';
import { b32, secretScalarCodec } from './wire.ts';

export const ECDSA_KEYGEN = 'keygen';

/** Commitment to everything that KG2 opens. */
export type Kg1 = { readonly V: Uint8Array };

/** The opening: commitments to the own polynomial, to the nonces of both Schnorr proofs, and parts of `rid` and the chain code. */
export type Kg2 = {
  readonly rid: Uint8Array;
  readonly Sv: readonly Point[];
  readonly A: Point;
  readonly A0: Point;
  readonly c: Uint8Array;
  readonly u: Uint8Array;
};

/** `f_i(id_j)`. Private; 32 bytes that both sides wipe. */
export type Kg2p = { readonly sigma: Uint8Array };

/** Responses of the Schnorr proofs for the final share and for the constant term, and the echo of KG2. */
export type Kg3 = { readonly psi: bigint; readonly psi0: bigint; readonly echo2: Uint8Array };

export interface KeygenRounds {
  readonly KG1: Round<Kg1>;
  readonly KG2: Round<Kg2>;
  readonly KG2P: Round<Kg2p>;
  readonly KG3: Round<Kg3>;
}

export type KeygenPlan = {
  readonly profile: string;
  readonly keyId: string;
  readonly epoch: number;
  readonly minSigners: number;
  /** pids in ascending order. */
  readonly parties: readonly Uint8Array[];
};

export const keygenPlanCodec: TlvCodec<KeygenPlan> = structCodec<KeygenPlan>({
  profile: textCodec(8),
  keyId: textCodec(64),
  epoch: u32Codec,
  minSigners: u32Codec,
  parties: listCodec(b32, { min: 2, max: MAX_PARTY_COUNT }),
});

/** The rounds for t signers: a list of commitments of any other length does not decode (check 1, KG-LEN). */
export function keygenRounds(minSigners: number): KeygenRounds {
  const KG2: Round<Kg2> = {
    id: 2,
    label: 'Openings',
    kind: 'piggy',
    codec: structCodec<Kg2>({
      rid: b32,
      Sv: listCodec(pointCodec, { min: minSigners, max: minSigners }),
      A: pointCodec,
      A0: pointCodec,
      c: b32,
      u: b32,
    }),
  };
  return {
    KG1: { id: 1, label: 'Commitments', kind: 'echo', codec: structCodec<Kg1>({ V: b32 }) },
    KG2,
    KG2P: { id: 2, label: 'Shares', kind: 'p2p', codec: structCodec<Kg2p>({ sigma: secretScalarCodec }) },
    KG3: {
      id: 3,
      label: 'Proofs of possession',
      kind: 'broadcast',
      codec: structCodec<Kg3>({ psi: scalarCodec, psi0: scalarCodec, echo2: b32 }),
      echoOf: { round: KG2, read: ({ echo2 }) => echo2 },
    },
  };
}

/** The session plan behind a key generation: fresh keys have Shamir ids 1..n in pid order. */
export function keygenSessionPlan(plan: KeygenPlan): SessionPlan {
  const parties = plan.parties.map(partyIdOf);
  return {
    suite: ECDSA,
    profile: plan.profile,
    protocol: ECDSA_KEYGEN,
    protocolVersion: 1,
    keyId: plan.keyId,
    epoch: plan.epoch,
    committee: parties.map((party, index) => ({ party, id: BigInt(index + 1) })),
    minSigners: plan.minSigners,
    keyMaterialHash: new Uint8Array(),
    participants: parties,
    purpose: [],
  };
}
