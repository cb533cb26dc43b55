import { CHROMIUM } from './system.mjs';

const RENDERER = ['build/renderer.ts'];
const SHELLS = ['build/shells.ts'];
const hasDisplay = (env) => process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
const chromium = () => [CHROMIUM];

/**
 * What each npm script does. `system` names the system packages it needs; `steps` are run by Node 24 in order, and the last
 * one receives the command line's further arguments.
 */
export const COMMANDS = {
  // Without a display the console runs the demo in the terminal, which needs no browser.
  start: { system: (env) => (hasDisplay(env) ? [CHROMIUM] : []), steps: [SHELLS, ['src/apps/console/start.ts']] },
  demo: { steps: [['src/apps/console/demo.ts']] },
  tour: { system: chromium, steps: [RENDERER, ['test/tour/run.ts']] },
  test: { system: chromium, steps: [['build/test.ts']] },
  'test:full': { system: chromium, steps: [['build/test.ts', '--full']] },
  'test:e2e': { system: chromium, steps: [['build/test.ts', '--only', 'e2e']] },
  check: { steps: [['build/test.ts', '--only', 'static']] },
  vectors: { steps: [['test/vectors/run.ts']] },
  bench: { system: chromium, steps: [RENDERER, ['test/bench/run.ts']] },
  dist: { steps: [['build/dist.ts']] },
  format: { steps: [['build/format.ts', '--write']] },
};
