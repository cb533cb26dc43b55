/**
 * Canonical JSON: one value, one byte string. Keys sorted by UTF-16 code units, no white space, and only strings, booleans,
 * safe integers, arrays and objects. (A subset of RFC 8785 that needs no number formatting rules.)
 */
import { utf8ToBytes } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';

export type CanonicalValue =
  string | boolean | number | readonly CanonicalValue[] | { readonly [key: string]: CanonicalValue };

/** Longest accepted document, in bytes. */
export const MAX_CANONICAL_BYTES = 256 * 1024;
/** Deepest accepted nesting of arrays and objects. */
export const MAX_CANONICAL_DEPTH = 12;

/** Strict: malformed bytes throw, and a byte order mark stays visible instead of being swallowed. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The canonical UTF-8 bytes of a value.
 * @throws AppError `CANONICAL_VALUE` for null, undefined, fractions, unsafe integers, lone surrogates, foreign objects, more than
 * 12 levels or more than 256 KiB.
 */
export function encodeCanonical(value: unknown): Uint8Array {
  const bytes = utf8ToBytes(canonicalText(value, 0));
  if (bytes.length > MAX_CANONICAL_BYTES) throw valueError('is larger than 256 KiB');
  return bytes;
}

/**
 * Parses bytes that must be the canonical encoding of a value: every other spelling is refused, also duplicate keys.
 * @throws AppError `CANONICAL_BYTES` for anything but canonical bytes of at most 256 KiB.
 */
export function decodeCanonical(bytes: Uint8Array): CanonicalValue {
  if (bytes.length > MAX_CANONICAL_BYTES) throw bytesError('is larger than 256 KiB');
  let text: string;
  let value: unknown;
  let canonical: string;
  try {
    text = UTF8.decode(bytes);
    value = JSON.parse(text);
    // With its keys in order, the engine's own serialisation is the canonical one, and ten times faster than ours.
    canonical = isOrdered(value, 0) ? JSON.stringify(value) : canonicalText(value, 0);
  } catch (cause) {
    throw bytesError('is not canonical JSON', cause);
  }
  // A duplicate key, another order, white space, an escape or a number in another form cannot survive the way back.
  if (canonical !== text) throw bytesError('is JSON, but not in its canonical form');
  return value as CanonicalValue;
}

/** Whether a parsed value holds only what canonical JSON may hold, with the keys of every object in ascending order. */
function isOrdered(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'boolean':
      return true;
    case 'number':
      return Number.isSafeInteger(value);
    case 'object':
      if (value === null || depth >= MAX_CANONICAL_DEPTH) return false;
      return Array.isArray(value)
        ? value.every((item) => isOrdered(item, depth + 1))
        : hasOrderedKeys(value, depth + 1);
    default:
      return false;
  }
}

function hasOrderedKeys(value: object, depth: number): boolean {
  const record = value as Record<string, unknown>;
  let previous: string | null = null;
  for (const key of Object.keys(record)) {
    if ((previous !== null && previous >= key) || !key.isWellFormed() || !isOrdered(record[key], depth)) return false;
    previous = key;
  }
  return true;
}

function canonicalText(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw valueError('has text with a lone surrogate');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0))
        throw valueError('has a number that is not a safe integer');
      return value.toString();
    case 'object':
      if (value === null) throw valueError('contains null');
      if (depth >= MAX_CANONICAL_DEPTH) throw valueError('is nested too deeply');
      return Array.isArray(value) ? arrayText(value, depth + 1) : objectText(value, depth + 1);
    default:
      throw valueError(`contains a value of type ${typeof value}`);
  }
}

function arrayText(items: readonly unknown[], depth: number): string {
  let text = '[';
  for (let i = 0; i < items.length; i += 1) text += (i === 0 ? '' : ',') + canonicalText(items[i], depth);
  return `${text}]`;
}

function objectText(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw valueError('contains an object of a class');
  const record = value as Record<string, unknown>;
  let text = '{';
  for (const key of Object.keys(record).sort()) {
    if (!key.isWellFormed()) throw valueError('has a key with a lone surrogate');
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(key)}:${canonicalText(record[key], depth)}`;
  }
  return `${text}}`;
}

function valueError(reason: string): AppError {
  return new AppError({
    code: 'CANONICAL_VALUE',
    kind: 'bug',
    message: `A value cannot be written canonically: it ${reason}.`,
  });
}

function bytesError(reason: string, cause?: unknown): AppError {
  return new AppError({ code: 'CANONICAL_BYTES', kind: 'peer', message: `A received document ${reason}.`, cause });
}
