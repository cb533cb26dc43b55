/**
 * `npm run demo`: one transfer from click to chain in the terminal, with the same services as the window: three co-signer
 * processes, a second officer's console, a development chain. Ends with exit code 0 only if every step happened.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../base/errors.ts';
import { forkChild } from '../processes/node-children.ts';
import { runDemo } from './demo/run-demo.ts';
import { DemoReport } from './demo/report.ts';
import { startEmbeddedConsole } from './embedded.ts';

const profileDirectory = await mkdtemp(join(tmpdir(), 'countersign-demo-'));
const output = new DemoReport((text) => process.stdout.write(text));
const console = startEmbeddedConsole({
  profileDirectory,
  shell: 'browser',
  launch: forkChild,
  createsDemo: true,
  officerWindowArgs: () => ['--terminal'],
  report: (part, error) => output.diagnostic(part, error),
});

let exitCode = 1;
try {
  await runDemo(console, output);
  exitCode = 0;
} catch (error) {
  output.failed(
    error instanceof AppError
      ? `${error.code}: ${error.message}`
      : error instanceof Error
        ? error.message
        : String(error),
  );
} finally {
  await console.close();
  await rm(profileDirectory, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(exitCode);
