/** The canonical encoding of an intent (TLV) and its hash, which is what officers approve. */
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import {
  bytesCodec,
  decodeWith,
  encodeWith,
  integerCodec,
  structCodec,
  textCodec,
  u32Codec,
  type TlvCodec,
} from '../../base/tlv-decode.ts';
import { tlv } from '../../base/tlv.ts';
import { TransferIntent } from './intent.ts';

const hexCodec = (byteLength: number): TlvCodec<string> => {
  const bytes = bytesCodec({ exact: byteLength });
  return {
    toValue: (hex) => bytes.toValue(bytesFromHex(hex, byteLength)),
    read: (reader) => bytesToHex(bytes.read(reader)),
  };
};

/** Field order is part of the format: a change needs a new intent version. */
const IntentFields = structCodec({
  version: u32Codec,
  kind: textCodec(16),
  workspaceId: hexCodec(32),
  requestId: hexCodec(16),
  vaultId: textCodec(32),
  accountId: textCodec(32),
  chain: textCodec(16),
  network: textCodec(256),
  asset: textCodec(16),
  from: textCodec(44),
  to: textCodec(44),
  payeeId: textCodec(32),
  amount: integerCodec(17),
  feeCeiling: integerCodec(17),
  purpose: textCodec(560),
  expiresAt: integerCodec(17),
});

/** The one byte string of an intent. */
export function encodeIntent(intent: TransferIntent): Uint8Array {
  return encodeWith(IntentFields, intent);
}

/** Reads an encoded intent. @throws DecodeError `decode` for malformed bytes, AppError `INTENT_MALFORMED` for values out of form. */
export function decodeIntent(bytes: Uint8Array): TransferIntent {
  const fields = decodeWith(IntentFields, bytes);
  const wire = {
    ...fields,
    amount: fields.amount.toString(),
    feeCeiling: fields.feeCeiling.toString(),
    expiresAt: fields.expiresAt.toString(),
  };
  const parsed = TransferIntent.safeParse(wire);
  if (!parsed.success) {
    throw new AppError({
      code: 'INTENT_MALFORMED',
      kind: 'peer',
      message: 'A received intent has a value out of form.',
      cause: parsed.error,
    });
  }
  return parsed.data;
}

/** `H("treasury/intent", bytes)` as hex (32 bytes). */
export function intentHash(intent: TransferIntent): string {
  return bytesToHex(taggedHash('treasury/intent', tlv.bytes(encodeIntent(intent))));
}
