/** Small primes by the sieve of Eratosthenes: for filters and for the search of safe primes. */

/** All primes below `limit`, ascending. */
export function primesBelow(limit: number): Uint32Array {
  const isComposite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let n = 2; n < limit; n += 1) {
    if (isComposite[n] === 1) continue;
    primes.push(n);
    for (let multiple = n * n; multiple < limit; multiple += n) isComposite[multiple] = 1;
  }
  return Uint32Array.from(primes);
}

/** Product of all values, by halves, so that most multiplications are of numbers of equal size. */
export function productOf(values: readonly bigint[]): bigint {
  if (values.length <= 1) return values[0] ?? 1n;
  const middle = values.length >> 1;
  return productOf(values.slice(0, middle)) * productOf(values.slice(middle));
}
