/** ACK and NACK: what a device signs about a sharing that it stored, or never will use (reshare.md 6, steps 3 and 7). */
import { bytesEqual } from '../../../base/bytes.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../../base/signatures.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { bytesCodec, structCodec, u32Codec, type TlvCodec } from '../../../base/tlv-decode.ts';
import { tlv, type TlvValue } from '../../../base/tlv.ts';
import type { AuxiliaryPublic } from '../protocol/plan.ts';

/** What all members of a new committee must agree on before the epoch may be used. */
export interface ActivationTerms {
  /** Session that made the epoch, 32 bytes. */
  readonly sid: Uint8Array;
  /** T, 32 bytes. */
  readonly transcriptHash: Uint8Array;
  /** The new epoch. */
  readonly epoch: number;
  /** 32 bytes; zeros for a key without auxiliary data. */
  readonly auxHash: Uint8Array;
}

/** The ACK of cggmp24.md 12. Its author and `sid` are those of the channel or entry that carries it. */
export type Acknowledgement = {
  readonly transcriptHash: Uint8Array;
  readonly epoch: number;
  readonly auxHash: Uint8Array;
  readonly sig: Uint8Array;
};

export type Refusal = { readonly transcriptHash: Uint8Array; readonly epoch: number; readonly sig: Uint8Array };

const b32 = bytesCodec({ exact: 32 });
const sig = bytesCodec({ exact: 64 });

export const acknowledgementCodec: TlvCodec<Acknowledgement> = structCodec<Acknowledgement>({
  transcriptHash: b32,
  epoch: u32Codec,
  auxHash: b32,
  sig,
});
export const refusalCodec: TlvCodec<Refusal> = structCodec<Refusal>({ transcriptHash: b32, epoch: u32Codec, sig });

/** `auxHash` of a key without auxiliary data. */
export const NO_AUX = new Uint8Array(32);

/** `auxHash = H("aux/public", list(N_j), list([Nh_j, s_j, t_j]), rid)`, in committee order. */
export function auxHashOf({
  publics,
  rid,
}: {
  readonly publics: readonly AuxiliaryPublic[];
  readonly rid: Uint8Array;
}): Uint8Array {
  return taggedHash(
    'aux/public',
    tlv.list(publics.map(({ N }) => tlv.integer(N))),
    tlv.list(publics.map(({ Nh, s, t }) => tlv.list([tlv.integer(Nh), tlv.integer(s), tlv.integer(t)]))),
    tlv.bytes(rid),
  );
}

/** `H("reshare/ack", sid, T, u32 epoch, auxHash)`: what ACK_j signs. */
export function ackDigest(terms: ActivationTerms): Uint8Array {
  return taggedHash('reshare/ack', ...sharingFields(terms), tlv.bytes(terms.auxHash));
}

/** `H("reshare/nack", sid, T, u32 epoch)`: what NACK_j signs. */
export function nackDigest(terms: Omit<ActivationTerms, 'auxHash'>): Uint8Array {
  return taggedHash('reshare/nack', ...sharingFields(terms));
}

/** The message of the test signature that must succeed before an older share is erased (step 6): 32 bytes that no chain accepts as a payment. */
export function testSignatureMessage(terms: Omit<ActivationTerms, 'auxHash'>): Uint8Array {
  return taggedHash('reshare/test-signature', ...sharingFields(terms));
}

function sharingFields({ sid, transcriptHash, epoch }: Omit<ActivationTerms, 'auxHash'>): TlvValue[] {
  return [tlv.bytes(sid), tlv.bytes(transcriptHash), tlv.u32(epoch)];
}

/** Signs the ACK. Only after the reducer of `activation.ts` took `acknowledged` and its state is on disk. */
export function acknowledge(terms: ActivationTerms, signer: Ed25519Signer): Acknowledgement {
  const { transcriptHash, epoch, auxHash } = terms;
  return { transcriptHash, epoch, auxHash, sig: signer.sign(ackDigest(terms)) };
}

/** Signs the NACK. Only after the reducer of `activation.ts` took `refused` and its state is on disk. */
export function refuse(terms: Omit<ActivationTerms, 'auxHash'>, signer: Ed25519Signer): Refusal {
  const { transcriptHash, epoch } = terms;
  return { transcriptHash, epoch, sig: signer.sign(nackDigest(terms)) };
}

/** Whether an ACK is for exactly these terms and signed by the device behind `identityKey`. */
export function isAcknowledgement(
  terms: ActivationTerms,
  ack: Acknowledgement,
  identityKey: Uint8Array,
  verify: VerifyEd25519,
): boolean {
  const isSame =
    ack.epoch === terms.epoch &&
    bytesEqual(ack.transcriptHash, terms.transcriptHash) &&
    bytesEqual(ack.auxHash, terms.auxHash);
  return isSame && verify(identityKey, ackDigest(terms), ack.sig);
}

/** Whether a NACK is for this sharing and signed by the device behind `identityKey`. */
export function isRefusal(
  terms: Omit<ActivationTerms, 'auxHash'>,
  { transcriptHash, epoch, sig: signature }: Refusal,
  identityKey: Uint8Array,
  verify: VerifyEd25519,
): boolean {
  const isSame = epoch === terms.epoch && bytesEqual(transcriptHash, terms.transcriptHash);
  return isSame && verify(identityKey, nackDigest(terms), signature);
}

/** Whether two devices or messages speak of the same sharing with the same auxiliary data. */
export function areSameTerms(a: ActivationTerms, b: ActivationTerms): boolean {
  return bytesEqual(ackDigest(a), ackDigest(b));
}
