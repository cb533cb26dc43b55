/** CommitCert: the ACKs of all new members over the same terms (reshare.md 6, step 4). Transferable: any one holder can give it to anyone. */
import { bytesFromHex, bytesToHex } from '../../../base/bytes.ts';
import type { VerifyEd25519 } from '../../../base/signatures.ts';
import { bytesCodec, decodeWith, encodeWith, listCodec, structCodec, u32Codec } from '../../../base/tlv-decode.ts';
import { ackDigest, isAcknowledgement, type Acknowledgement, type ActivationTerms } from './acknowledgement.ts';
import { MAX_PARTY_COUNT } from './shared-key.ts';

export type CommitCert = {
  readonly sid: Uint8Array;
  readonly transcriptHash: Uint8Array;
  readonly epoch: number;
  readonly auxHash: Uint8Array;
  /** One per member of M, in pid order. */
  readonly acks: readonly { readonly pid: Uint8Array; readonly sig: Uint8Array }[];
};

/** M by name, with identity keys: pid in hex to 32-byte Ed25519 key, in pid order. */
export type Members = ReadonlyMap<string, Uint8Array>;

const b32 = bytesCodec({ exact: 32 });
const codec = structCodec<CommitCert>({
  sid: b32,
  transcriptHash: b32,
  epoch: u32Codec,
  auxHash: b32,
  acks: listCodec(structCodec<CommitCert['acks'][number]>({ pid: b32, sig: bytesCodec({ exact: 64 }) }), {
    min: 2,
    max: MAX_PARTY_COUNT,
  }),
});

export function encodeCommitCert(cert: CommitCert): Uint8Array {
  return encodeWith(codec, cert);
}

/** Reads a certificate without judging it. @throws AppError `decode` */
export function decodeCommitCert(bytes: Uint8Array): CommitCert {
  return decodeWith(codec, bytes);
}

/** The certificate, once the valid ACK of every member over these terms is there; `acks` by pid in hex. One that is for other terms does not count. */
export function assembleCommitCert(
  terms: ActivationTerms,
  members: Members,
  acks: ReadonlyMap<string, Acknowledgement>,
  verify: VerifyEd25519,
): CommitCert | undefined {
  const signed: { pid: Uint8Array; sig: Uint8Array }[] = [];
  for (const [pid, key] of members) {
    const ack = acks.get(pid);
    if (ack === undefined || !isAcknowledgement(terms, ack, key, verify)) return undefined;
    signed.push({ pid: bytesFromHex(pid, 32), sig: ack.sig });
  }
  const { sid, transcriptHash, epoch, auxHash } = terms;
  return signed.length < 2 ? undefined : { sid, transcriptHash, epoch, auxHash, acks: signed };
}

/**
 * Whether a certificate holds for the committee M that the operators approved: exactly one ACK per member, in order, all over the terms
 * of the certificate. A device that holds the epoch also compares those with its own (`activation.ts` does).
 */
export function isCommitCert(cert: CommitCert, members: Members, verify: VerifyEd25519): boolean {
  if (members.size < 2 || cert.acks.length !== members.size) return false;
  const digest = ackDigest(cert);
  return [...members].every(([pid, key], i) => {
    const ack = cert.acks[i];
    return ack !== undefined && bytesToHex(ack.pid) === pid && verify(key, digest, ack.sig);
  });
}
