/** Time that each of several parties computes while all share one thread. */
export class Clocks {
  constructor(count) {
    this.spent = Array.from({ length: count }, () => 0);
  }

  /** Runs something that one party computes. */
  of(party, run) {
    const began = performance.now();
    const result = run();
    this.spent[party] += performance.now() - began;
    return result;
  }

  /** Milliseconds of the slowest party. */
  get slowest() {
    return Math.max(...this.spent);
  }
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The medians of what several runs return: objects of numbers with the same names. Warm-up runs do not count. */
export function repeat(run, { warmUp, runs }) {
  const results = Array.from({ length: warmUp + runs }, run).slice(warmUp);
  return Object.fromEntries(Object.keys(results[0]).map((name) => [name, median(results.map((one) => one[name]))]));
}

/** Milliseconds of one call, and what it returned last. Waits for promises: the peers' provers are asynchronous without need. */
export async function timed(run, runs) {
  const times = [];
  let result;
  for (let i = 0; i < runs; i += 1) {
    const began = performance.now();
    result = await run();
    times.push(performance.now() - began);
  }
  return { ms: median(times), result };
}

export function ms(name, params, value) {
  return { name, params, value, unit: 'ms' };
}
