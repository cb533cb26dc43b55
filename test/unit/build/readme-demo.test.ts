/** The README's excerpt of the demo: every line is one that the demo's sources hold, and the numbers rise. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Every text of the demo as a pattern: what it computes may be anything. */
const TEXTS = globSync('src/apps/console/demo/*.ts')
  .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/(['`])([^'`\n]{12,})\1/g)])
  .map(
    ([, , text = '']) =>
      new RegExp(
        `^${text
          .split(/\$\{[^}]*\}/)
          .map(escaped)
          .join('.+')}$`,
      ),
  );

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

it('the README shows lines that the demo prints', () => {
  const lines = [...readFileSync('README.md', 'utf8').matchAll(/^ ?(\d{1,2}) {2}(\S.*)$/gm)];
  expect(lines.length).toBeGreaterThan(8);
  const unknown = lines.map(([, , text = '']) => text).filter((text) => !TEXTS.some((known) => known.test(text)));
  expect(unknown).toEqual([]);
  const numbers = lines.map(([, number]) => Number(number));
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
});
