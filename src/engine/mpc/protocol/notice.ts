/** The abort notice: without it, a peer that the cheater served correctly would wait until its deadline. Round code 400. */
import { bytesCodec, listCodec, structCodec, textCodec, u32Codec } from '../../../base/tlv-decode.ts';
import { MAX_PARTIES } from './dispute-message.ts';
import { MAX_PAYLOAD_BYTES } from './envelope.ts';
import type { Round } from './protocol.ts';

export type Missing = { readonly round: number; readonly party: Uint8Array };

export type Notice = {
  /** An `AbortCode`. */
  readonly code: string;
  /** Evidence bundles; a notice with one that does not verify is itself a fault of its author. */
  readonly evidence: readonly Uint8Array[];
  /** False notices of others that the author received, as envelopes, so that every party can judge them. */
  readonly forwards: readonly Uint8Array[];
  /** Messages the author waited for when its time was up. */
  readonly missing: readonly Missing[];
};

const blobs = listCodec(bytesCodec({ max: MAX_PAYLOAD_BYTES }), { min: 0, max: MAX_PARTIES });

export const NOTICE: Round<Notice> = {
  id: 400,
  label: 'Abort notice',
  kind: 'broadcast',
  codec: structCodec<Notice>({
    code: textCodec(32),
    evidence: blobs,
    forwards: blobs,
    missing: listCodec(structCodec<Missing>({ round: u32Codec, party: bytesCodec({ exact: 32 }) }), {
      min: 0,
      max: MAX_PARTIES,
    }),
  }),
};
