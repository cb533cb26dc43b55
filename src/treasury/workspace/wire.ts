/** The scalar types of the log: what a canonical JSON document of ours may contain. */
import { z } from 'zod';
import { bytesFromHex, bytesToHex } from '../../base/bytes.ts';

/**
 * Screens that a token shows for one signature, at most. A change of sixteen holders to sixteen others, the longest there is, has 35.
 */
export const MAX_TOKEN_SCREENS = 40;

/** Lower-case hex on the wire, bytes in memory. */
export const hexBytes = (byteLength: number) =>
  z.codec(
    z.string().regex(new RegExp(`^[0-9a-f]{${byteLength * 2}}$`)),
    z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    {
      decode: (hex) => bytesFromHex(hex, byteLength),
      encode: (bytes) => bytesToHex(bytes),
    },
  );

/** Lower-case hex on the wire, bytes in memory, of one of a few lengths: keys and signatures of different schemes. */
export const hexBytesIn = (...byteLengths: readonly number[]) =>
  z.codec(
    z.string().regex(new RegExp(`^(?:${byteLengths.map((length) => `[0-9a-f]{${length * 2}}`).join('|')})$`)),
    z.custom<Uint8Array>((value) => value instanceof Uint8Array && byteLengths.includes(value.length)),
    {
      decode: (hex) => bytesFromHex(hex, hex.length / 2),
      encode: (bytes) => bytesToHex(bytes),
    },
  );

/** Lower-case hex of `byteLength` bytes that stays a string: ids and hashes, which are map keys. */
export const hexId = (byteLength: number) => z.string().regex(new RegExp(`^[0-9a-f]{${byteLength * 2}}$`));

/** Hex of any even length up to `maxBytes` bytes. */
export const hexUpTo = (maxBytes: number) =>
  z
    .string()
    .regex(/^(?:[0-9a-f]{2})*$/)
    .max(maxBytes * 2);

/** A non-negative integer as a canonical decimal string: base units of money, or milliseconds. */
export const decimal = z.codec(
  z
    .string()
    .regex(/^(?:0|[1-9]\d*)$/)
    .max(39),
  z.bigint().nonnegative(),
  { decode: (text) => BigInt(text), encode: (value) => value.toString() },
);

/** The last millisecond of the year 9999: what every calendar of every screen can still show. */
const LAST_MOMENT = 253_402_300_799_999n;

/** A time in milliseconds since the Unix epoch. One that no calendar can show would break every screen that lists it, for good. */
export const moment = z.codec(
  z
    .string()
    .regex(/^(?:0|[1-9]\d*)$/)
    .max(15),
  z.bigint().nonnegative().max(LAST_MOMENT),
  { decode: (text) => BigInt(text), encode: (value) => value.toString() },
);

/** One line of text a person wrote: trimmed, no control characters, no bidirectional overrides. */
export const line = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(
      /^(?!\s)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*(?<!\s)$/u,
      'plain text on one line, without leading or trailing spaces',
    );

/** The name of a thing in this workspace: lower-case, for example `treasurer` or `operating`. */
export const slug = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

export const Pid = hexId(32);
export const Hash = hexId(32);
export const RequestId = hexId(16);
export const SessionId = hexId(16);
