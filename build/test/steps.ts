import { join } from 'node:path';
import { oxlint, playwright, tsc, vitest } from '../programs.ts';
import { countCheck, type Counts, countPlaywright, countVitest } from './counts.ts';

export type Group = 'static' | 'vitest' | 'package' | 'e2e' | 'slow';

/** One part of `npm test`: a Node script, its arguments, and how to read what came of it. */
export interface Step {
  readonly name: string;
  readonly group: Group;
  readonly args: readonly string[];
  readonly report?: string;
  readonly count: (exitCode: number, report: string) => Counts;
}

export const REPORTS = join('out', 'reports');

export const STEPS: readonly Step[] = [
  check('format', 'static', ['build/format.ts']),
  check('types', 'static', [tsc, '-p', '.']),
  check('lint', 'static', [oxlint, '--type-aware', '--format', 'default']),
  check('layers', 'static', ['build/layers.ts']),
  check('docs', 'static', ['build/docs.ts']),
  vitestRun('tests', 'vitest', ['unit', 'protocol', 'integration']),
  check('package', 'package', ['build/dist.ts']),
  {
    name: 'end to end',
    group: 'e2e',
    args: [playwright, 'test', '--config', 'test/playwright.config.ts', '--reporter=list,json'],
    report: join(REPORTS, 'e2e.json'),
    count: countPlaywright,
  },
  vitestRun('slow tests', 'slow', ['full']),
];

function check(name: string, group: Group, args: readonly string[]): Step {
  return { name, group, args, count: countCheck };
}

function vitestRun(name: string, group: Group, projects: readonly string[]): Step {
  const report = join(REPORTS, `${group}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const chosen = projects.flatMap((project) => ['--project', project]);
  return {
    name,
    group,
    args: [vitest, 'run', '--config', 'test/vitest.config.ts', ...reporters, ...chosen],
    report,
    count: countVitest,
  };
}
