/** What the engine's source must not contain (test plan, section 8; attack regressions "tss-lib big integers", "low-order points"). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Line {
  readonly file: string;
  readonly text: string;
}

function linesBelow(folder: string): Line[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  return files.flatMap((name) => {
    const file = join(folder, name).replaceAll('\\', '/');
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((text) => !/^\s*(\/?\*|\/\/)/.test(text))
      .map((text) => ({ file, text }));
  });
}

const engine = linesBelow('src/engine');

const matching = (lines: readonly Line[], pattern: RegExp): string[] =>
  lines.filter(({ text }) => pattern.test(text)).map(({ file, text }) => `${file}: ${text.trim()}`);

describe('the source', () => {
  it('is there', () => {
    expect(engine.length).toBeGreaterThan(10_000);
  });

  it('has no randomness that is not cryptographic', () => {
    expect(matching(linesBelow('src'), /\bMath\.random\b/)).toEqual([]);
  });

  it.each([
    ['no JSON (tss-lib big integers): integers of 617 digits keep all of them, and no secret becomes text', /\bJSON\./],
    ['no logs', /\bconsole\.|\bprocess\.(stdout|stderr)/],
    ['no clock and no timer', /\bDate\.now\b|\bnew Date\b|\bsetTimeout\b|\bsetInterval\b|\bperformance\./],
    ['no floating-point view of a big integer', /\bparseFloat\b|\bNumber\.parseFloat\b/],
  ])('of the engine has %s', (_what, pattern) => {
    expect(matching(engine, pattern)).toEqual([]);
  });

  it('multiplies in variable time only where everything is public', () => {
    const uses = engine.filter(({ text }) => text.includes('multiplyUnsafe('));
    const files = new Set(uses.map(({ file }) => file));
    expect([...files].sort()).toEqual([
      'src/engine/crypto/secp256k1.ts',
      'src/engine/mpc/frost/ed25519-round-two.ts',
      'src/engine/mpc/frost/group.ts',
    ]);
    expect(uses.filter(({ text }) => /secret|sk[A-Z]|nonce/i.test(text))).toEqual([]);
  });

  it('reduces signed integers with the functions of the arithmetic module', () => {
    // The sign of `%` follows the dividend: a difference needs `mod`
    const differences = /\([^()]* - [^()]*\) % /;
    const outside = engine.filter(({ file }) => !file.startsWith('src/engine/crypto/'));
    expect(matching(outside, differences)).toEqual([]);
  });
});
