/**
 * `npm run demo`: one transfer from click to chain in the terminal, with the same services as the window: three co-signer
 * processes, a second officer's console, a development chain. Ends with exit code 0 only if every step happened. Interrupted, it ends
 * its processes and removes its folder first.
 */
import { openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../base/errors.ts';
import { forkPrintingTo } from '../processes/node-children.ts';
import { runDemo } from './demo/run-demo.ts';
import { DemoReport } from './demo/report.ts';
import { startEmbeddedConsole } from './embedded.ts';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Resolves with the exit code of the first interrupt; the second one ends the process at once. */
function interrupt(): Promise<number> {
  return new Promise((resolve) => {
    for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => resolve(code));
  });
}

const interrupted = interrupt();
const profileDirectory = await mkdtemp(join(tmpdir(), 'countersign-demo-'));
const output = new DemoReport((text) => process.stdout.write(text));
// What the processes print, such as a refusal that the story provokes, is shown only when the demo fails.
const diagnostics = join(profileDirectory, 'processes.log');
const console = startEmbeddedConsole({
  profileDirectory,
  shell: 'browser',
  launch: forkPrintingTo(openSync(diagnostics, 'a')),
  createsDemo: true,
  officerWindowArgs: () => ['--terminal'],
  report: (part, error) => output.diagnostic(part, error),
});

let exitCode = 1;
try {
  exitCode = await Promise.race([runDemo(console, output).then(() => 0), interrupted]);
} catch (error) {
  output.failed(
    error instanceof AppError
      ? `${error.code}: ${error.message}`
      : error instanceof Error
        ? error.message
        : String(error),
    readFileSync(diagnostics, 'utf8').trimEnd().split('\n'),
  );
} finally {
  await console.close();
  await rm(profileDirectory, { recursive: true, force: true, maxRetries: 5 });
}
if (exitCode > 128) output.title('\nStopped. Its processes are ended and its folder is removed.');
process.exit(exitCode);
