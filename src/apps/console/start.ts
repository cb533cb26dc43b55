/**
 * `npm start`: the console on a demo workspace. With a display, a window (Electron where its binary is present, otherwise the
 * browser shell); without one, the same services in the terminal.
 */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppError } from '../../base/errors.ts';
import type { Chain } from '../../treasury/chains/chain.ts';
import { openWindow } from '../browser-shell/window.ts';
import { forkChild } from '../processes/node-children.ts';
import { electronBinary } from './electron-binary.ts';
import { startEmbeddedConsole } from './embedded.ts';

const USAGE = `npm start -- [options]
  --profile DIR    where this workspace is kept; ~/.countersign/demo unless said otherwise
  --first-run      begin with the first-run screen instead of a ready demo
  --vaults LIST    chains of a new demo, solana or solana,evm; the second unless said otherwise
  --shell browser  use the browser shell even where Electron is present
`;
const values = readOptions();
const hasDisplay =
  (process.env['DISPLAY'] ?? '') !== '' ||
  (process.env['WAYLAND_DISPLAY'] ?? '') !== '' ||
  process.platform !== 'linux';

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        profile: { type: 'string', default: join(homedir(), '.countersign', 'demo') },
        'first-run': { type: 'boolean', default: false },
        headless: { type: 'boolean', default: false },
        'test-socket': { type: 'string', default: '' },
        shell: { type: 'string', default: '' },
        vaults: { type: 'string', default: 'solana,evm' },
        help: { type: 'boolean', default: false },
      },
      strict: true,
    });
    if (!values.help) return values;
    process.stdout.write(USAGE);
    return process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The options cannot be read.'}\n\n${USAGE}`);
    return process.exit(2);
  }
}

/** Solana is always among them: the first account is there. */
function vaultsOf(list: string): readonly Chain[] {
  return list.split(',').includes('evm') ? ['solana', 'evm'] : ['solana'];
}

function report(part: string, error: unknown): void {
  const text =
    error instanceof AppError
      ? `${error.code} ${error.message}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : 'unknown';
  process.stderr.write(`${new Date().toISOString()} console ${part}: ${text}\n`);
}

/** In this process: an interrupt reaches the demo itself, and nothing returns to the prompt before it has tidied up. */
async function runDemo(): Promise<void> {
  process.stdout.write('No display was found, so the demo runs in this terminal.\n\n');
  await import('./demo.ts');
}

/** What a person in front of the terminal should know while the window is open. */
function sayWhere(): void {
  process.stdout.write(
    `Countersign opens in a window. This workspace is kept in ${resolve(values.profile)}.\n` +
      'Close the window, or press Ctrl+C here, to end everything.\n',
  );
}

function runElectron(binary: string): void {
  sayWhere();
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const flags = [`--vaults=${values.vaults}`, ...(values['first-run'] ? ['--first-run-screen'] : [])];
  const child = spawn(binary, [root, `--profile=${resolve(values.profile)}`, ...flags], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
}

async function runBrowserShell(): Promise<void> {
  // The bootstrap has built it; a test that starts this file builds it in its own set-up.
  const rendererDir = fileURLToPath(new URL('../../../out/renderer', import.meta.url));
  const profileDirectory = resolve(values.profile);
  const console = startEmbeddedConsole({
    profileDirectory,
    shell: 'browser',
    launch: forkChild,
    vaults: vaultsOf(values.vaults),
    createsDemo: !values['first-run'],
    officerWindowArgs: (memberId) => [
      '--window',
      ...['--renderer', rendererDir],
      ...(values.headless ? ['--headless'] : []),
      ...(values['test-socket'] === '' ? [] : ['--test-socket', `${values['test-socket']}.${memberId}`]),
    ],
    report,
  });
  const end = (code: number): void => {
    void console.close().finally(() => process.exit(code));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0));
  if (!values.headless) sayWhere();
  const window = await openWindow({
    rendererDir,
    handlers: console.handlers,
    onEvent: console.onEvent,
    title: 'Countersign',
    profileDir: console.host.folders.browser,
    headless: values.headless,
    report,
  });
  if (values['test-socket'] !== '') await window.attachTest(values['test-socket']);
  await window.closed;
  end(0);
}

try {
  const binary = values.shell === 'browser' ? null : electronBinary();
  if (values.headless) await runBrowserShell();
  else if (!hasDisplay) await runDemo();
  else if (binary !== null) runElectron(binary);
  else await runBrowserShell();
} catch (error) {
  if (error instanceof AppError && error.code === 'PROFILE_IN_USE')
    process.stderr.write(`${error.message} (${resolve(values.profile)})\n`);
  else report('start', error);
  if (error instanceof AppError && error.next !== undefined) process.stderr.write(`${error.next}\n`);
  process.exit(1);
}
