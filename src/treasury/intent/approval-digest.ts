/** What a token signs when a member approves. */
import { bytesFromHex } from '../../base/bytes.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';

export interface ApprovalSubject {
  /** Hex, 32 bytes. */
  readonly workspaceId: string;
  /** Hex, 16 bytes. */
  readonly requestId: string;
  /** Hex, 32 bytes: an approval is for exactly this intent ... */
  readonly intentHash: string;
  /** Hex, 32 bytes: ... under exactly this policy. */
  readonly policyHash: string;
  readonly memberId: string;
  readonly tokenId: string;
}

/** `H("treasury/approval", workspaceId, requestId, intentHash, policyHash, memberId, tokenId)`: 32 bytes. */
export function approvalDigest(subject: ApprovalSubject): Uint8Array {
  return taggedHash(
    'treasury/approval',
    tlv.bytes(bytesFromHex(subject.workspaceId, 32)),
    tlv.bytes(bytesFromHex(subject.requestId, 16)),
    tlv.bytes(bytesFromHex(subject.intentHash, 32)),
    tlv.bytes(bytesFromHex(subject.policyHash, 32)),
    tlv.text(subject.memberId),
    tlv.text(subject.tokenId),
  );
}
