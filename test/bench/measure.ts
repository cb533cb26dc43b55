/** Repeated runs of one protocol, and the figures that follow from them. */
import { median, milliseconds, type Figure } from './figures.ts';
import type { Spent, Task } from './parties/commands.ts';
import type { Parties, RunTimes } from './parties/parties.ts';

/** Runs over one core and over all that count; the warm-up, over one core, does not. */
export interface Repetitions {
  readonly warmUp: number;
  readonly one: number;
  readonly all: number;
}

export interface Order {
  readonly participants: readonly number[];
  readonly taskOf: (place: number, run: number) => Task;
  readonly repetitions: Repetitions;
}

export async function measure(parties: Parties, { participants, taskOf, repetitions }: Order): Promise<Measurement> {
  const { warmUp, one, all } = repetitions;
  let count = 0;
  const run = async (cores: 'one' | 'all'): Promise<RunTimes> => {
    const number = count;
    count += 1;
    return await parties.run({ participants, cores, taskOf: (place) => taskOf(place, number) });
  };
  const alone: RunTimes[] = [];
  const together: RunTimes[] = [];
  for (let i = 0; i < warmUp; i += 1) await run('one');
  for (let i = 0; i < one; i += 1) alone.push(await run('one'));
  for (let i = 0; i < all; i += 1) together.push(await run('all'));
  return new Measurement(alone, together);
}

/** Medians over the runs; of the parties always the slowest, or the one that sends most. */
export class Measurement {
  readonly #alone: readonly RunTimes[];
  readonly #together: readonly RunTimes[];

  constructor(alone: readonly RunTimes[], together: readonly RunTimes[]) {
    this.#alone = alone;
    this.#together = together;
  }

  /** Everything that a party computes: what it prepares ahead, its first message, and its answers. */
  headline(name: string, params: string): Figure {
    return milliseconds(name, params, this.#slowest(total));
  }

  /** What a party computes before the run exists. */
  ahead(name: string, params: string): Figure {
    return milliseconds(
      name,
      params,
      this.#slowest(({ ahead }) => ahead),
    );
  }

  /** What a party computes once the run exists. */
  inRun(name: string, params: string): Figure {
    return milliseconds(
      name,
      params,
      this.#slowest(({ starting, answering }) => starting + answering),
    );
  }

  /** What a party computes only after a message of a peer has arrived. */
  critical(name: string, params: string): Figure {
    return milliseconds(
      name,
      params,
      this.#slowest(({ answering }) => answering),
    );
  }

  figures(name: string, note = ''): Figure[] {
    const suffix = note === '' ? '' : `, ${note}`;
    return [this.headline(`${name}.party`, `slowest party${suffix}`), ...this.#communal(name, suffix)];
  }

  /** As `figures`, without what is done before the run. */
  inRunFigures(name: string): Figure[] {
    return [this.inRun(`${name}.party`, 'slowest party'), ...this.#communal(name, '')];
  }

  #communal(name: string, suffix: string): Figure[] {
    const walls = (runs: readonly RunTimes[]): number => median(runs.map(({ wall }) => wall));
    const bytes = median(this.#alone.map((run) => Math.max(...run.bytes)));
    return [
      milliseconds(`${name}.wall-one`, `all parties, one core${suffix}`, walls(this.#alone)),
      milliseconds(`${name}.wall-all`, `all parties, all cores${suffix}`, walls(this.#together)),
      { name: `${name}.sent`, params: `by the party that sends most${suffix}`, value: bytes, unit: 'bytes' },
    ];
  }

  #slowest(of: (spent: Spent) => number): number {
    return median(this.#alone.map(({ spent }) => Math.max(...spent.map(of))));
  }
}

const total = ({ ahead, starting, answering }: Spent): number => ahead + starting + answering;
