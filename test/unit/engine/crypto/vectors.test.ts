import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REPLAYERS } from '../../../vectors/replay.ts';

it.each([
  ['paillier.json', 128],
  ['shamir.json', 122],
  ['transcript.json', 125],
])('%s: all %i checks agree', (name, checks) => {
  const content: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../../vectors', name), 'utf8'));
  expect(REPLAYERS[name]?.(content)).toEqual({ checks, disagreements: [] });
});
