/** `kill -9` before and after each step of a presignature's life: it signs at most once, and nothing secret is left behind. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { codeOf } from '../../../src/base/errors.ts';
import { ONE_TIME_FOLDER } from '../../../src/apps/cosigner/one-time-stock.ts';
import { binding, messageHash, openStock, presigId, runId, STEPS, type Step } from './processes/presignature-user.ts';

const program = new URL('./processes/presignature-user.ts', import.meta.url);

/** What is left of a presignature whose process died at a step. */
const LEFT: Readonly<Record<Step, { readonly use: string; readonly files: number }>> = {
  begun: { use: 'PRESIGNATURE_UNKNOWN', files: 0 },
  // Nobody knows of the secret: it goes.
  sealed: { use: 'PRESIGNATURE_UNKNOWN', files: 0 },
  recorded: { use: 'given', files: 1 },
  // Marked, not read: it is lost rather than used twice.
  consumed: { use: 'PRESIGNATURE_SPENT', files: 0 },
  read: { use: 'PRESIGNATURE_SPENT', files: 0 },
  done: { use: 'PRESIGNATURE_SPENT', files: 0 },
};

test.each(STEPS)('killed when it was %s', async (step) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-presig-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const child = fork(program, [folder, step]);
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  const { stock, close } = await openStock(folder);
  onTestFinished(close);
  expect(stock.verdict).toBe('same');
  const sealed = readdirSync(join(folder, ONE_TIME_FOLDER)).filter((name) => name.endsWith('.sealed'));
  expect(sealed).toHaveLength(LEFT[step].files);
  expect(use()).toBe(LEFT[step].use);
  expect(use()).toBe(LEFT[step].use === 'given' ? 'PRESIGNATURE_SPENT' : LEFT[step].use);

  function use(): string | undefined {
    try {
      expect(stock.consume({ runId, messageHash, ...binding })).toEqual(presigId);
      return 'given';
    } catch (error) {
      return codeOf(error);
    }
  }
});
