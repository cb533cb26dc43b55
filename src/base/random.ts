/** Cryptographically secure random bytes: `random(n)` returns `n` fresh bytes. Injected everywhere. */
export type Random = (byteLength: number) => Uint8Array;
