/** The confirmation that follows every key-changing protocol (protocol README, section 7; frost.md 2, T). Round code 200. */
import { bytesEqual } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { bytesCodec, structCodec } from '../../../base/tlv-decode.ts';
import { tlv } from '../../../base/tlv.ts';
import type { PartyId } from './party.ts';
import { blame, receive, send, type Protocol, type Round } from './protocol.ts';

export type Confirm = { readonly transcriptHash: Uint8Array; readonly sig: Uint8Array };

export const CONFIRM: Round<Confirm> = {
  id: 200,
  label: 'Confirmation',
  kind: 'broadcast',
  codec: structCodec<Confirm>({ transcriptHash: bytesCodec({ exact: 32 }), sig: bytesCodec({ exact: 64 }) }),
};

/** The 32 bytes behind the inner signature, which stays valid without its envelope. */
export function confirmDigest(sid: Uint8Array, transcriptHash: Uint8Array): Uint8Array {
  return taggedHash('confirm', tlv.bytes(sid), tlv.bytes(transcriptHash));
}

export interface ConfirmContext {
  readonly sid: Uint8Array;
  /** Signs 32 bytes with this device's identity key. */
  sign(digest: Uint8Array): Uint8Array;
  isSignedBy(party: PartyId, digest: Uint8Array, signature: Uint8Array): boolean;
}

/** Signs the transcript hash, waits for everybody's, and returns the inner signatures of all peers. */
export function* confirm(ctx: ConfirmContext, transcriptHash: Uint8Array): Protocol<ReadonlyMap<PartyId, Uint8Array>> {
  yield* send(CONFIRM, 'all', { transcriptHash, sig: ctx.sign(confirmDigest(ctx.sid, transcriptHash)) });
  const confirms = yield* receive(CONFIRM);
  yield* blame(CONFIRM, confirms, (party, message) => {
    if (!bytesEqual(message.transcriptHash, transcriptHash)) return 'confirm.transcript';
    const digest = confirmDigest(ctx.sid, message.transcriptHash);
    return ctx.isSignedBy(party, digest, message.sig) ? undefined : 'confirm.signature';
  });
  return new Map([...confirms].map(([party, message]) => [party, message.sig]));
}
