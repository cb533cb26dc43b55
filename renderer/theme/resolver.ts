/** Emits the semantic tokens, and repairs the contrast of Mantine's own light, outline, subtle and disabled variants. */
import type { CSSVariablesResolver } from '@mantine/core';
import { scales, tokens } from './tokens.ts';

type Hue = keyof typeof scales;
type Variables = Record<string, string>;

/** Mantine's default colour names are aliases of our hues, so that none of its own colours leaks in. */
const hues: readonly (readonly [name: string, scale: Hue])[] = [
  ...(['ink', 'green', 'amber', 'red', 'violet', 'teal'] as const).map((hue) => [hue, hue] as const),
  ['blue', 'ink'],
  ['yellow', 'amber'],
  ['orange', 'amber'],
  ['grape', 'violet'],
];

const darkTints: Partial<Record<Hue, readonly [tint: string, hover: string]>> = {
  ink: ['#1c2740', '#24314f'],
  green: ['#14291e', '#1a3527'],
  amber: ['#312310', '#3e2d15'],
  red: ['#381d1b', '#472523'],
  violet: ['#2c2034', '#382942'],
  teal: ['#10292b', '#153436'],
};
const noTint = ['transparent', 'transparent'] as const;

function lightVariants(name: string, scale: Hue): Variables {
  const steps = scales[scale];
  const key = `--mantine-color-${name}`;
  return {
    [`${key}-text`]: steps[7],
    [`${key}-filled`]: steps[7],
    [`${key}-filled-hover`]: steps[8],
    [`${key}-light`]: steps[1],
    [`${key}-light-hover`]: steps[2],
    [`${key}-light-color`]: steps[8],
    [`${key}-outline`]: steps[7],
    [`${key}-outline-hover`]: steps[0],
  };
}

function darkVariants(name: string, scale: Hue): Variables {
  const steps = scales[scale];
  const [tint, tintHover] = darkTints[scale] ?? noTint;
  const key = `--mantine-color-${name}`;
  // White on ink needs one step less than on the other hues.
  const filled = scale === 'ink' ? ([steps[6], steps[7]] as const) : ([steps[7], steps[8]] as const);
  return {
    [`${key}-text`]: steps[4],
    [`${key}-filled`]: filled[0],
    [`${key}-filled-hover`]: filled[1],
    [`${key}-light`]: tint,
    [`${key}-light-hover`]: tintHover,
    [`${key}-light-color`]: steps[3],
    [`${key}-outline`]: steps[4],
    [`${key}-outline-hover`]: tint,
  };
}

const common: Variables = {
  '--mantine-color-body': 'var(--cs-canvas)',
  '--mantine-color-text': 'var(--cs-text)',
  '--mantine-color-dimmed': 'var(--cs-text-3)',
  '--mantine-color-placeholder': 'var(--cs-text-3)',
  '--mantine-color-anchor': 'var(--cs-ink)',
  '--mantine-color-default': 'var(--cs-surface)',
  '--mantine-color-default-hover': 'var(--cs-hover)',
  '--mantine-color-default-color': 'var(--cs-text)',
  '--mantine-color-default-border': 'var(--cs-border-strong)',
  '--mantine-color-error': 'var(--cs-bad)',
  '--mantine-color-gray-light': 'var(--cs-idle-bg)',
  '--mantine-color-gray-light-color': 'var(--cs-text-2)',
  '--mantine-color-disabled': 'var(--cs-idle-bg)',
  '--mantine-color-disabled-color': 'var(--cs-text-3)',
  '--mantine-color-disabled-border': 'var(--cs-idle-border)',
  '--mantine-color-gray-text': 'var(--cs-text-2)',
  '--mantine-color-gray-outline': 'var(--cs-control)',
};

const semantic = (side: 0 | 1): Variables =>
  Object.fromEntries(Object.entries(tokens).map(([name, pair]) => [`--cs-${name}`, pair[side]]));

const variants = (of: (name: string, scale: Hue) => Variables): Variables =>
  Object.assign({}, ...hues.map(([name, scale]) => of(name, scale))) as Variables;

/** All variables of both themes. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...semantic(0), ...variants(lightVariants), ...common },
  dark: { ...semantic(1), ...variants(darkVariants), ...common },
});
