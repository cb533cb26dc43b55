/**
 * Another officer's console as a process of its own, started by the console that hosts the workspace:
 * `officer-main.ts --home DIR --member ID --name NAME [--window --renderer DIR --exports DIR] [--headless] [--test-socket PATH]`
 * Without `--window` it makes its keys, joins, reads the log once and is closed again by its parent.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../base/errors.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { openSimulatedToken } from '../../adapters/devices/simulated/simulated-token.ts';
import type { ConsoleEvent, Handlers } from '../../contract/contract.ts';
import type { Token } from '../../treasury/ports/token.ts';
import { openWindow } from '../browser-shell/window.ts';
import { controlChannelOf, relayPortOf } from '../processes/channels.ts';
import { openHome, type ProcessHome } from '../processes/home.ts';
import { parentPipe } from '../processes/parent-pipe.ts';
import { ChildMessage, ParentMessage } from '../processes/parent-messages.ts';
import { systemClock } from '../processes/system-clock.ts';
import { readBuildInfo } from './build-info.ts';
import { CommandOnce } from './handlers/command-once.ts';
import { officerHandlers } from './handlers/officer-handlers.ts';
import { TOKEN_NAME } from './host/embedded-host.ts';
import { OfficerConsole } from './officer-console.ts';
import { TokenPrompts } from './token-prompts.ts';

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    member: { type: 'string' },
    name: { type: 'string' },
    window: { type: 'boolean', default: false },
    renderer: { type: 'string', default: '' },
    headless: { type: 'boolean', default: false },
    'test-socket': { type: 'string', default: '' },
  },
  strict: true,
});
const { home: directory, member, name } = values;
if (directory === undefined || member === undefined || name === undefined) {
  process.stderr.write('Usage: officer-main.ts --home DIR --member ID --name NAME [--window --renderer DIR]\n');
  process.exit(2);
}
const memberId = member;

const pipe = parentPipe();
const control = controlChannelOf(pipe, ChildMessage, ParentMessage, (error) => report('control', error));
const listeners = new Set<(event: ConsoleEvent) => void>();
const emit = (event: ConsoleEvent): void => {
  for (const listener of listeners) listener(event);
};
const prompts = new TokenPrompts(emit, secureRandom);

let opened: { home: ProcessHome; token: Token; rpcUrl: string } | null = null;
let officer: OfficerConsole | null = null;

function report(part: string, error: unknown): void {
  const text =
    error instanceof AppError
      ? `${error.code} ${error.message}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : 'unknown';
  process.stderr.write(`${new Date().toISOString()} ${memberId} ${part}: ${text}\n`);
}

control.onMessage((message) => {
  handle(message).catch((error: unknown) => {
    report('start', error);
    const failure =
      error instanceof AppError
        ? error
        : new AppError({ code: 'INTERNAL', kind: 'bug', message: 'The console could not start.' });
    control.send({ type: 'failed', code: failure.code, message: failure.message });
  });
});
pipe.onClose(() => process.exit(0));
process.on('SIGTERM', () => process.exit(0));

async function handle(message: ParentMessage): Promise<void> {
  if (message.type === 'close') process.exit(0);
  if (message.type === 'open') {
    const home = await openHome(directory ?? '', message.passphrase);
    const { store } = home;
    const token = await openSimulatedToken({
      workspaceKind: 'demo',
      store,
      name: TOKEN_NAME,
      random: secureRandom,
      prompt: prompts.prompt,
    });
    opened = { home, token, rpcUrl: message.rpcUrl };
    control.send({
      type: 'officer.open',
      identityKey: home.identity.signer.publicKey,
      channelKey: home.identity.channel.publicKey,
      memberId,
      name: name ?? memberId,
      tokenId: token.tokenId,
      tokenKey: token.publicKey,
      joined: home.joined?.workspaceId ?? null,
    });
    if (home.joined !== null) await follow();
  }
  if (message.type === 'join' && opened !== null && officer === null) {
    await opened.home.join(message.workspaceId, message.logKey);
    await follow();
  }
}

async function follow(): Promise<void> {
  if (opened === null) return;
  const { home, token, rpcUrl } = opened;
  const port = relayPortOf(pipe);
  officer = new OfficerConsole({
    home,
    memberId,
    token,
    port,
    rpcUrl,
    clock: systemClock,
    isHost: false,
    emit,
    report,
  });
  const started = officer;
  const firstEntry = new Promise<void>((resolve) => void started.replica.onAdmitted(() => resolve()));
  officer.start();
  if (officer.replica.state === null) await firstEntry;
  if (values.window) await showWindow(started, home);
  control.send({ type: 'following' });
}

async function showWindow(started: OfficerConsole, home: ProcessHome): Promise<void> {
  const window = await openWindow({
    rendererDir: values.renderer,
    handlers: handlersOf(started, home),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    title: `Countersign, ${name}`,
    profileDir: join(home.directory, 'browser'),
    headless: values.headless,
    report,
  });
  if (values['test-socket'] !== '') await window.attachTest(values['test-socket']);
  void window.closed.then(() => process.exit(0));
}

function handlersOf(started: OfficerConsole, home: ProcessHome): Handlers {
  const build = readBuildInfo();
  const exportDirectory = join(home.directory, 'exports');
  const elsewhere = (): Promise<never> => Promise.reject(hostOnly());
  return {
    ...officerHandlers({ officer: () => started, once: new CommandOnce(), exportDirectory, prompts }),
    'app.status': () =>
      Promise.resolve({
        version: build.version,
        buildHash: build.hash,
        shell: 'browser',
        phase: 'ready',
        step: 'Ready',
        error: null,
        now: systemClock.now(),
      }),
    'ceremony.get': () => Promise.resolve(null),
    'workspace.create': elsewhere,
    'workspace.unlock': elsewhere,
    'ceremony.cancel': elsewhere,
    'ceremony.retry': elsewhere,
    'officer.open': elsewhere,
  };
}

function hostOnly(): AppError {
  return new AppError({
    code: 'HOST_ONLY',
    kind: 'input',
    message: 'Only the console that hosts this demo can do this.',
    safe: 'Nothing was done.',
    next: 'Use the first officer’s console.',
  });
}
