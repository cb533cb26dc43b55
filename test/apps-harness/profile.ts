/** A profile folder of its own for each console under test, and where its children print. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestProfile {
  readonly directory: string;
  /** File descriptor for what child processes print. */
  readonly output: number;
  /** What they printed so far. */
  printed(): string;
  remove(): void;
}

export function makeProfile(): TestProfile {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  const file = join(directory, 'children.log');
  const output = openSync(file, 'a');
  return {
    directory,
    output,
    printed: () => readFileSync(file, 'utf8'),
    remove: () => {
      closeSync(output);
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
