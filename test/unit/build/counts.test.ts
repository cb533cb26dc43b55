import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countCheck, countPlaywright, countVitest, sum } from '../../../build/test/counts.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'counts-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const report = (content: unknown): string => {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
};
const file = (status: string, tests: number) => ({ status, assertionResults: Array(tests).fill({}) });

describe('counting', () => {
  it('counts a check as one', () => {
    expect([countCheck(0), countCheck(2)]).toEqual([
      { passed: 1, failed: 0 },
      { passed: 0, failed: 1 },
    ]);
  });

  it('counts tests and files that could not be loaded', () => {
    const vitest = { numPassedTests: 5, numFailedTests: 1, testResults: [file('failed', 6), file('failed', 0)] };
    expect(countVitest(1, report(vitest))).toEqual({ passed: 5, failed: 2 });
  });

  it('takes a flaky end-to-end test for a failed one', () => {
    expect(countPlaywright(0, report({ stats: { expected: 3, unexpected: 0, flaky: 1 } }))).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  it.each([
    ['nothing ran', 0, { numPassedTests: 0, numFailedTests: 0, testResults: [] }, 0],
    ['an error outside of any test', 1, { numPassedTests: 4, numFailedTests: 0, testResults: [file('passed', 4)] }, 4],
  ])('is never green when %s', (_, exitCode, content, passed) => {
    expect(countVitest(exitCode, report(content))).toEqual({ passed, failed: 1 });
  });

  it('fails when there is no readable report', () => {
    expect(countVitest(0, join(folder, 'absent.json'))).toEqual({ passed: 0, failed: 1 });
    expect(countPlaywright(0, report({ stats: {} }))).toEqual({ passed: 0, failed: 1 });
  });

  it('adds up', () => {
    expect(
      sum([
        { passed: 2, failed: 0 },
        { passed: 3, failed: 4 },
      ]),
    ).toEqual({ passed: 5, failed: 4 });
  });
});
