/** How long an envelope of each protocol can be: everything longer is dropped before it reaches the run. */
import { MAX_ENVELOPE } from './envelope-pieces.ts';

const KIB = 1024;

/** Bytes of one party's longest messages at 3072 bits (protocol README, section 10), with TLV and envelope around them. */
const FROST = 8 * KIB;
/** AX2 and AX3: Pi-prm 98,304 and Pi-mod 99,585 bytes. */
const AUX = 112 * KIB;
/** Pi-dec 199,808, and for each other signer Pi-aff-g* 340,352 and four ciphertexts. */
const errorRound = (signers: number): number => 224 * KIB + (signers - 1) * 360 * KIB;

export type ProtocolFamily = 'frost' | 'aux' | 'presign' | 'online' | 'reshare';

/**
 * Bytes that an envelope of a run with `parties` participants may have. A dispute publishes one round of everybody, and evidence of a
 * failed proof contains the messages of all and the proof; both are allowed for, up to what can travel.
 */
export function envelopeLimit(family: ProtocolFamily, parties: number): number {
  const single = { frost: FROST, online: FROST, reshare: FROST, aux: AUX, presign: errorRound(parties) }[family];
  return Math.min(MAX_ENVELOPE, Math.max(64 * KIB, single * (parties + 1) + 64 * KIB));
}
