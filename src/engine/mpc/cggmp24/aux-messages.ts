/** Messages and plan of the auxiliary run (cggmp24.md 4 and 12). AX2 and AX3 are large (about 100 KB at P128): every field has its limit. */
import { integerCodec, listCodec, structCodec, textCodec, u32Codec, type TlvCodec } from '../../../base/tlv-decode.ts';
import { tlv } from '../../../base/tlv.ts';
import { profileOf, type Profile } from '../../crypto/parameters.ts';
import { facCodec, type FacProof } from '../../zk/fac.ts';
import { modCodec, type ModProof } from '../../zk/mod.ts';
import { prmCodec, type PrmProof } from '../../zk/prm.ts';
import { partyIdOf } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import type { Round } from '../protocol/protocol.ts';
import { ECDSA, MAX_PARTY_COUNT, type EcdsaKeyParty } from './key-share.ts';
import { b32 } from './wire.ts';

export const AUX = 'aux';

/** Most moduli of earlier epochs that a plan can carry: 64 epochs of 64 parties, 1300 of three. */
export const MAX_EARLIER_MODULI = 8192;
/** Most hashes of them that a share keeps, those of the last epochs: 85 epochs of three parties, 16 of sixteen. */
export const MAX_REMEMBERED_MODULI = 512;

/** Commitment to everything that AX2 opens. */
export type Ax1 = { readonly V: Uint8Array };

/** The opening: both moduli, ring-Pedersen bases with their proof, and a part of `rid`. */
export type Ax2 = {
  readonly N: bigint;
  readonly Nh: bigint;
  readonly s: bigint;
  readonly t: bigint;
  readonly psi_prm: PrmProof;
  readonly rid: Uint8Array;
  readonly u: Uint8Array;
};

/** Pi-mod for N, and the echo of AX2. */
export type Ax3 = { readonly psi_mod: ModProof; readonly echo2: Uint8Array };

/** Pi-fac for N under the receiver's ring-Pedersen parameters. Private. */
export type Ax3p = FacProof;

export interface AuxRounds {
  readonly AX1: Round<Ax1>;
  readonly AX2: Round<Ax2>;
  readonly AX3: Round<Ax3>;
  readonly AX3P: Round<Ax3p>;
}

export type AuxPlan = {
  readonly profile: string;
  readonly keyId: string;
  readonly epoch: number;
  readonly minSigners: number;
  /** In pid order. */
  readonly parties: readonly EcdsaKeyParty[];
  /** `modulusHash` of every modulus that this key has seen in earlier epochs, ascending. */
  readonly earlier: readonly Uint8Array[];
};

type PartyRecord = { readonly pid: Uint8Array; readonly id: bigint };

export const auxPlanCodec: TlvCodec<AuxPlan> = structCodec<AuxPlan>({
  profile: textCodec(8),
  keyId: textCodec(64),
  epoch: u32Codec,
  minSigners: u32Codec,
  parties: listCodec(structCodec<PartyRecord>({ pid: b32, id: integerCodec(32) }), { min: 2, max: MAX_PARTY_COUNT }),
  earlier: listCodec(b32, { min: 0, max: MAX_EARLIER_MODULI }),
});

/** The rounds for a profile; its lengths limit every field before it is parsed. */
export function auxRounds(profile: Profile): AuxRounds {
  const integer = integerCodec(profile.modulusBytes);
  const AX2: Round<Ax2> = {
    id: 2,
    label: 'Moduli',
    kind: 'piggy',
    codec: structCodec<Ax2>({
      N: integer,
      Nh: integer,
      s: integer,
      t: integer,
      psi_prm: prmCodec(profile),
      rid: b32,
      u: b32,
    }),
  };
  return {
    AX1: { id: 1, label: 'Commitments', kind: 'echo', codec: structCodec<Ax1>({ V: b32 }) },
    AX2,
    AX3: {
      id: 3,
      label: 'Proofs about the moduli',
      kind: 'broadcast',
      codec: structCodec<Ax3>({ psi_mod: modCodec(profile), echo2: b32 }),
      echoOf: { round: AX2, read: ({ echo2 }) => echo2 },
    },
    AX3P: { id: 3, label: 'Proofs without small factors', kind: 'p2p', codec: facCodec(profile) },
  };
}

/**
 * The session plan behind an auxiliary run. It is bound to key, epoch and committee by name only, as in the vectors: the run is independent of the
 * shares. Moduli of earlier epochs are its purpose; without any it is empty.
 */
export function auxSessionPlan(plan: AuxPlan): SessionPlan {
  const committee = plan.parties.map(({ pid, id }) => ({ party: partyIdOf(pid), id }));
  return {
    suite: ECDSA,
    profile: profileOf(plan.profile).name,
    protocol: AUX,
    protocolVersion: 1,
    keyId: plan.keyId,
    epoch: plan.epoch,
    committee,
    minSigners: plan.minSigners,
    keyMaterialHash: new Uint8Array(),
    participants: committee.map(({ party }) => party),
    purpose: plan.earlier.map(tlv.bytes),
  };
}
