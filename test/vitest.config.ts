import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Each project is one folder below test/; `full` holds the slow suites of `npm run test:full`. */
const project = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx,mjs}`], testTimeout, hookTimeout: testTimeout },
});

/** Files that take longest, longest first: begun last, one of them would run alone on one core while the others have nothing left. */
const LONGEST = [
  'full/kill-nine',
  'full/cggmp24-subsets',
  'full/cggmp24-error-round',
  'full/ecdsa-key-changes',
  'full/tamper-matrix',
  'full/deviations-error-round',
  'full/co-signer-jobs',
  'full/deviations-dear',
  'full/ceremony-crash',
  'protocol/cggmp24-error-round',
  'integration/apps/files',
  'protocol/cggmp24-presign-faults',
  'protocol/tamper-matrix',
  'unit/apps/cosigner/epoch-change',
  'protocol/ceremony-crash',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    allowOnly: false,
    // Vitest would leave one core to itself; of two that is half of the machine.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      project('unit', 20_000),
      project('protocol', 60_000),
      project('integration', 90_000),
      project('full', 1_200_000),
    ],
  },
});
