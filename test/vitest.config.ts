import { defineConfig } from 'vitest/config';

/** Each project is one folder below test/; `full` holds the slow suites of `npm run test:full`. */
const project = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx,mjs}`], testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      project('unit', 20_000),
      project('protocol', 60_000),
      project('integration', 90_000),
      project('full', 1_200_000),
    ],
  },
});
