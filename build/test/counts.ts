import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** How many tests passed and failed. A check that is not made of tests counts as one. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const VitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});
const PlaywrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
});

/** Adds counts up. */
export function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
  };
}

/** A single check: passed if it exited with 0. */
export function countCheck(exitCode: number): Counts {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Counts a Vitest JSON report; a file that could not be loaded has no tests and counts as one failure. */
export function countVitest(exitCode: number, report: string): Counts {
  const parsed = readReport(report, VitestReport);
  if (!parsed) return countCheck(exitCode || 1);
  const unloadable = parsed.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return settle(exitCode, { passed: parsed.numPassedTests, failed: parsed.numFailedTests + unloadable.length });
}

/** Counts a Playwright JSON report; a flaky test is a failed one. */
export function countPlaywright(exitCode: number, report: string): Counts {
  const parsed = readReport(report, PlaywrightReport);
  if (!parsed) return countCheck(exitCode || 1);
  const { expected, unexpected, flaky } = parsed.stats;
  return settle(exitCode, { passed: expected, failed: unexpected + flaky });
}

/** A suite that ran nothing, or failed without naming a test, is never a green one. */
function settle(exitCode: number, counts: Counts): Counts {
  const isSilentFailure = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return isSilentFailure ? { ...counts, failed: 1 } : counts;
}

function readReport<T>(file: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(file)) return undefined;
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : undefined;
}
