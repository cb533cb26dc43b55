import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('no product code deals shares from one place or puts a secret back together', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  expect(files.length).toBeGreaterThan(50);
  const guilty = files.filter((file) =>
    /\b(combineSecret|trustedDealer)\b/.test(readFileSync(join('src', file), 'utf8')),
  );
  expect(guilty).toEqual([]);
});
