import { describe, expect, test } from 'vitest';
import { scales, tokens } from '../../../renderer/theme/tokens.ts';

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((left, right) => right - left);
  return (light + 0.05) / (dark + 0.05);
}

type Token = keyof typeof tokens;
const of = (token: Token, theme: 0 | 1): string => tokens[token][theme];

const textPairs: readonly (readonly [Token, readonly Token[]])[] = [
  ['text', ['surface', 'canvas', 'raised', 'sunken', 'selected', 'hover']],
  ['text-2', ['surface', 'canvas', 'raised', 'sunken', 'selected', 'idle-bg', 'wait-soft', 'bad-soft', 'ok-soft']],
  ['text-3', ['surface', 'canvas', 'raised', 'sunken', 'selected', 'idle-bg', 'wait-soft', 'bad-soft', 'ok-soft']],
  ['ink', ['surface', 'canvas', 'ink-bg', 'selected', 'raised']],
  ['ok', ['surface', 'ok-bg', 'ok-soft', 'sunken']],
  ['wait', ['surface', 'wait-bg', 'wait-soft', 'sunken', 'canvas']],
  ['bad', ['surface', 'bad-bg', 'bad-soft', 'sunken', 'canvas']],
  ['test', ['test-bg', 'canvas', 'raised']],
  ['device-text', ['device']],
];
const edgePairs: readonly (readonly [Token, readonly Token[]])[] = [
  ['control', ['surface', 'canvas', 'sunken']],
  ['focus', ['surface', 'canvas', 'raised']],
  ['chart-1', ['surface']],
  ['chart-2', ['surface']],
  ['chart-3', ['surface']],
  ['chart-4', ['surface']],
  ['chart-5', ['surface']],
];

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('contrast in the %s theme', (_, theme) => {
  const cases = (pairs: typeof textPairs) =>
    pairs.flatMap(([front, backs]) => backs.map((back) => [front, back] as const));

  test.each(cases(textPairs))('%s on %s reads as text', (front, back) => {
    expect(contrast(of(front, theme), of(back, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(cases(edgePairs))('%s on %s is seen as an edge', (front, back) => {
    expect(contrast(of(front, theme), of(back, theme))).toBeGreaterThanOrEqual(3);
  });

  test('white reads on both filled buttons', () => {
    expect(contrast('#ffffff', of('ink-solid', theme))).toBeGreaterThanOrEqual(4.5);
    expect(contrast('#ffffff', scales.red[7] ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});

test('the figures of the visual direction are reproduced', () => {
  expect(contrast(of('text', 0), of('surface', 0))).toBeCloseTo(17.2, 1);
  expect(contrast('#ffffff', of('ink-solid', 1))).toBeCloseTo(4.65, 1);
  expect(contrast(of('text-3', 1), of('idle-bg', 1))).toBeCloseTo(4.9, 1);
});
