/** The published test moduli with their factors, and moduli that are bad in one way each (test/vectors/fixtures.json). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const integer = z.string().transform((hex) => BigInt(`0x${hex}`));
const pair = z.object({ p: integer, q: integer, N: integer });
const profile = z.object({ paillier: z.array(pair), ringPedersen: z.array(pair) });
const bad = z
  .object({ what: z.string(), factors: z.array(integer) })
  .transform(({ what, factors }) => ({ what, factors, N: factors.reduce((product, factor) => product * factor, 1n) }));

const file = join(import.meta.dirname, '../vectors/fixtures.json');

export const fixtures = z
  .object({ P112: profile, P128: profile, bad: z.record(z.string(), bad) })
  .parse(JSON.parse(readFileSync(file, 'utf8')));
