/** What the command line of the bench may say. */
import { parseArgs } from 'node:util';

export const PARTS = ['modexp', 'frost', 'crypto', 'zk', 'ecdsa', 'log', 'console', 'peers'] as const;

export type Part = (typeof PARTS)[number];

const PROFILES = ['P112', 'P128'] as const;

export type BenchProfile = (typeof PROFILES)[number];

export interface BenchOptions {
  readonly parts: ReadonlySet<Part>;
  readonly profiles: readonly BenchProfile[];
  /** Fewer repetitions, no committee of five, a short log. P112 only, unless told. */
  readonly quick: boolean;
  /** Where the figures go as JSON. */
  readonly json: string | undefined;
  /** Rewrites the tables of `test/bench/README.md` and the quotation in `README.md`. */
  readonly write: boolean;
}

/** @throws Error that names the mistake */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      profile: { type: 'string' },
      peers: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const { json, quick, write } = values;
  const chosen =
    values.only === undefined ? PARTS.filter((part) => part !== 'peers') : values.only.split(',').map(partOf);
  const parts = new Set<Part>(values.peers ? [...chosen, 'peers'] : chosen);
  const profiles = profilesOf(values.profile ?? (quick ? 'P112' : undefined));
  const isWhole = !quick && values.only === undefined && profiles.length === PROFILES.length;
  if (write && !isWhole) throw new Error('--write needs a whole run: no --quick, --only or --profile.');
  return { parts, profiles, quick, json, write };
}

function partOf(name: string): Part {
  const part = PARTS.find((each) => each === name);
  if (part === undefined) throw new Error(`--only takes parts of ${PARTS.join(', ')}, separated by commas.`);
  return part;
}

function profilesOf(name: string | undefined): readonly BenchProfile[] {
  const profiles = name === undefined ? PROFILES : PROFILES.filter((each) => each === name);
  if (profiles.length === 0) throw new Error(`--profile takes ${PROFILES.join(' or ')}.`);
  return profiles;
}
