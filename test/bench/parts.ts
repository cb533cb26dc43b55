/** The parts of the bench in their order, and the unit that is measured between them. */
import { consoleBench } from './console-bench.ts';
import { cryptoBench, modPowFigure, verificationFigures } from './crypto-bench.ts';
import { ecdsaBench, primesNeeded } from './ecdsa-bench.ts';
import { milliseconds, type Figure } from './figures.ts';
import { frostBench } from './frost-bench.ts';
import { logBench } from './log-bench.ts';
import { ModexpMeter } from './modexp.ts';
import type { BenchOptions, BenchProfile, Part } from './options.ts';
import { Parties } from './parties/parties.ts';
import { peersBench } from './peers-bench.ts';
import { makePrimes } from './primes.ts';
import { zkBench } from './zk-bench.ts';

export interface Measured {
  readonly figures: readonly Figure[];
  /** Milliseconds of one 4096/2048 exponentiation. */
  readonly modexp: number;
}

export async function measureParts(options: BenchOptions): Promise<Measured> {
  const bench = new Bench(options);
  const parties = new Parties();
  try {
    await bench.part('modexp', verificationFigures);
    await bench.part('frost', () => frostBench(parties));
    for (const profile of options.profiles) await bench.arithmetic(parties, profile);
  } finally {
    await parties.close();
  }
  await bench.part('log', () => logBench(options.quick ? [1_000] : [1_000, 100_000]));
  await bench.part('console', consoleBench);
  await bench.part('peers', peersBench);
  return bench.result();
}

class Bench {
  readonly #options: BenchOptions;
  readonly #figures: Figure[] = [];
  readonly #unit = new ModexpMeter(4096, 2048);
  readonly #larger = new ModexpMeter(6144, 3072);

  constructor(options: BenchOptions) {
    this.#options = options;
    if (options.parts.has('crypto')) this.#figures.push(modPowFigure());
  }

  async part(part: Part, run: () => readonly Figure[] | Promise<readonly Figure[]>): Promise<void> {
    if (!this.#options.parts.has(part)) return;
    await this.#measured(part, run);
  }

  /** What needs primes of a profile. */
  async arithmetic(parties: Parties, profile: BenchProfile): Promise<void> {
    const { quick: isQuick, parts } = this.#options;
    if (!(['crypto', 'zk', 'ecdsa'] as const).some((part) => parts.has(part))) return;
    const counts = parts.has('ecdsa') ? primesNeeded(isQuick) : { paillier: 2, ringPedersen: 2 };
    const { stock, figures } = await this.#searched(profile, counts);
    this.#figures.push(...figures);
    const [paillier, ringPedersen] = [stock.paillier[0], stock.ringPedersen[0]];
    if (paillier && ringPedersen) await this.part('crypto', () => cryptoBench(profile, { paillier, ringPedersen }));
    await this.part('zk', () => zkBench(profile, stock));
    await this.part('ecdsa', () => ecdsaBench(parties, { profile, primes: stock, isQuick }));
  }

  result(): Measured {
    this.#sample();
    const unit = this.#unit.milliseconds;
    const raw = [
      milliseconds('modexp.4096.2048', 'OpenSSL, the unit of this run', unit),
      milliseconds('modexp.6144.3072', 'OpenSSL', this.#larger.milliseconds),
    ];
    return { figures: [...raw, ...this.#figures], modexp: unit };
  }

  async #searched(profile: BenchProfile, counts: Parameters<typeof makePrimes>[1]): ReturnType<typeof makePrimes> {
    console.error(`bench: primes ${profile}`);
    return await makePrimes(profile, counts);
  }

  async #measured(part: string, run: () => readonly Figure[] | Promise<readonly Figure[]>): Promise<void> {
    this.#sample();
    const began = performance.now();
    const figures = await run();
    this.#figures.push(...figures);
    console.error(`bench: ${part} ${Math.round((performance.now() - began) / 1000)} s`);
    this.#sample();
  }

  #sample(): void {
    this.#unit.sample();
    this.#larger.sample(3);
  }
}
