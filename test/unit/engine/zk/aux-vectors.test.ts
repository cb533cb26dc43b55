import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ZK_REPLAYERS } from '../../../vectors/replay-zk.ts';

/** Those of the error rounds take longer: test/full. `npm run vectors` replays all. */
it.each([
  ['zk-prm.json', 36],
  ['zk-mod.json', 47],
  ['zk-fac.json', 57],
])('%s: all %i verdicts agree', { timeout: 60_000 }, (name, checks) => {
  const content: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../../vectors', name), 'utf8'));
  expect(ZK_REPLAYERS[name]?.(content)).toEqual({ checks, disagreements: [] });
});
