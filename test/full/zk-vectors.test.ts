import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ZK_REPLAYERS } from '../vectors/replay-zk.ts';

it.each([
  ['zk-dec.json', 60],
  ['zk-aff-g-star.json', 56],
])('%s: all %i verdicts agree', (name, checks) => {
  const content: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../vectors', name), 'utf8'));
  expect(ZK_REPLAYERS[name]?.(content)).toEqual({ checks, disagreements: [] });
});
