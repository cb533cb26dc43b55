import { defineConfig } from '@playwright/test';

/** End-to-end specs. The fixtures of test/e2e start the console's own shell, so no browser is configured here. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: '../out/e2e',
  globalSetup: '../build/renderer-setup.ts',
  forbidOnly: true,
  retries: 0,
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
});
