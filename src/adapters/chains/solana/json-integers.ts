/**
 * JSON whose integers keep all their digits: lamports are u64, and JSON numbers above 2^53 lose digits in a plain
 * `JSON.parse`. Integers outside the safe range become bigint on the way in; every bigint is written as an integer.
 */

interface SourceTextAccess {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}

// The engine has source text access (ES2026); the language library of this TypeScript version does not declare it yet.
const json = JSON as unknown as SourceTextAccess;

/** Parses JSON. @throws SyntaxError. */
export function parseJsonIntegers(text: string): unknown {
  return json.parse(text, (_key, value, { source }) => {
    const isExact = typeof value !== 'number' || Number.isSafeInteger(value);
    return isExact || source === undefined || !/^-?\d+$/.test(source) ? value : BigInt(source);
  });
}

/** Writes JSON. */
export function stringifyJsonIntegers(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? json.rawJSON(item.toString()) : item,
  );
}
