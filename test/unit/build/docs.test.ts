import { expect, it } from 'vitest';
import { deadPaths } from '../../../build/docs/check.ts';

const exists = (path: string): boolean => ['src/base', 'src/base/tlv.ts', 'LICENSE', 'docs/a.png'].includes(path);

it('finds dead paths in code spans and links, with their line', () => {
  const text = 'See `src/base/tlv.ts`.\nThen `src/gone/` and [the map](ARCHITECTURE.md) and `electron/window.ts:12`.';
  expect(deadPaths('README.md', text, exists)).toEqual([
    { document: 'README.md', line: 2, path: 'src/gone' },
    { document: 'README.md', line: 2, path: 'electron/window.ts' },
    { document: 'README.md', line: 2, path: 'ARCHITECTURE.md' },
  ]);
});

it('leaves alone what is not a path of the repository', () => {
  const text =
    '`npm test` `src/**/*.ts` `node:sqlite` `a/b` [site](https://example.org/x) [below](#layout) ![pic](docs/a.png) [l](LICENSE) `src/base/`';
  expect(deadPaths('README.md', text, exists)).toEqual([]);
});
