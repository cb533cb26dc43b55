/** The self-test runs once for a process: its threads take over what it found, and compute with what passed. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModPow } from '../../../../src/engine/crypto/modpow-port.ts';

const tests = vi.hoisted(() => ({ count: 0, verdict: undefined as string | undefined }));
vi.mock('../../../../src/engine/crypto/modpow-self-test.ts', () => ({
  testModPow: () => {
    tests.count += 1;
    return tests.verdict;
  },
}));

/** The module as a thread finds it: nothing is chosen yet. */
async function fresh() {
  vi.resetModules();
  return import('../../../../src/engine/crypto/modpow-choice.ts');
}

beforeEach(() => {
  tests.count = 0;
  tests.verdict = undefined;
});

const implementation = ({ modPow }: { modPow: ModPow }): string => modPow.name;

describe('the choice of an implementation', () => {
  it('is made by one self-test, and the slow one is reported with the reason', async () => {
    tests.verdict = 'openssl, 512 bits: a wrong result';
    const { chooseModPow } = await fresh();
    const report = { implementation: 'bigint', reason: tests.verdict };
    expect([chooseModPow().report, implementation(chooseModPow())]).toEqual([report, 'bigint']);
    expect(tests.count).toBe(1);
  });

  it.each([{ implementation: 'openssl' } as const, { implementation: 'bigint', reason: 'no result' } as const])(
    'is taken over from the thread that made it: $implementation, without another test',
    async (report) => {
      const { adoptModPowReport, chooseModPow } = await fresh();
      adoptModPowReport(report);
      expect([chooseModPow().report, implementation(chooseModPow())]).toEqual([report, report.implementation]);
      expect(tests.count).toBe(0);
    },
  );

  it('that a thread made for itself stays', async () => {
    tests.verdict = 'no result';
    const { adoptModPowReport, chooseModPow } = await fresh();
    chooseModPow();
    adoptModPowReport({ implementation: 'openssl' });
    expect(implementation(chooseModPow())).toBe('bigint');
  });
});
