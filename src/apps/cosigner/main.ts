/**
 * A co-signer as a process of its own. It is started with a pipe to the console that hosts the embedded relay:
 * `main.ts --home DIR --kind endpoint|hsm|compliance`
 */
import { parseArgs } from 'node:util';
import { AppError } from '../../base/errors.ts';
import { CoSignerKind } from '../../treasury/workspace/entry.ts';
import { controlChannelOf, relayPortOf } from '../processes/channels.ts';
import { openHome, type ProcessHome } from '../processes/home.ts';
import { parentPipe } from '../processes/parent-pipe.ts';
import { ChildMessage, ParentMessage } from '../processes/parent-messages.ts';
import { readyThread } from './ready-thread.ts';
import { startCoSigner, type RunningCoSigner } from './start-co-signer.ts';
import { startRunInWorker } from './start-worker.ts';

const { values } = parseArgs({ options: { home: { type: 'string' }, kind: { type: 'string' } }, strict: true });
const directory = values.home;
const kind = CoSignerKind.safeParse(values.kind);
if (directory === undefined || !kind.success) {
  process.stderr.write('Usage: main.ts --home DIR --kind endpoint|hsm|compliance\n');
  process.exit(2);
}

const pipe = parentPipe();
const report = (part: string, error: unknown): void => {
  const text =
    error instanceof AppError
      ? `${error.code} ${error.message}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : 'unknown';
  process.stderr.write(`${new Date().toISOString()} co-signer ${kind.data} ${part}: ${text}\n`);
};
const control = controlChannelOf(pipe, ChildMessage, ParentMessage, (error) => report('control', error));

let home: ProcessHome | null = null;
let endpoints: { readonly rpcUrl: string; readonly evmRpcUrl?: string } = { rpcUrl: '' };
let coSigner: RunningCoSigner | null = null;
let isFollowing = false;

control.onMessage((message) => {
  handle(message).catch((error: unknown) => fail(error));
});
pipe.onClose(() => close());
process.on('SIGTERM', () => close());

async function handle(message: ParentMessage): Promise<void> {
  switch (message.type) {
    case 'open': {
      const { rpcUrl, evmRpcUrl } = message;
      endpoints = { rpcUrl, ...(evmRpcUrl === undefined ? {} : { evmRpcUrl }) };
      home = await openHome(values.home ?? '', message.passphrase);
      const { identity, joined } = home;
      control.send({
        type: 'cosigner.open',
        identityKey: identity.signer.publicKey,
        channelKey: identity.channel.publicKey,
        kind: kind.data ?? 'endpoint',
        joined: joined?.workspaceId ?? null,
      });
      if (joined !== null) await follow(home);
      return;
    }
    case 'join':
      if (home === null) return;
      await home.join(message.workspaceId, message.logKey);
      await follow(home);
      return;
    case 'close':
      return close();
    case 'call':
      // Co-signers have no screen and answer no calls.
      return;
  }
}

async function follow(opened: ProcessHome): Promise<void> {
  if (isFollowing) return;
  isFollowing = true;
  const port = relayPortOf(pipe);
  const threads = { startRun: startRunInWorker, makeReady: (): void => readyThread.makeReady() };
  coSigner = await startCoSigner({ home: opened, port, ...endpoints, ...threads, report });
  void coSigner.following.then(() => control.send({ type: 'following' }));
  // One that cannot take up what was open would read the log and never act. Its console starts it again, and says why.
  coSigner.live.catch((error: unknown) => {
    fail(error);
    setImmediate(() => close(1));
  });
}

/** Says on the error output and to the console why it does not work. */
function fail(error: unknown): void {
  report('start', error);
  const failure =
    error instanceof AppError
      ? error
      : new AppError({ code: 'INTERNAL', kind: 'bug', message: 'The co-signer could not start.' });
  control.send({ type: 'failed', code: failure.code, message: failure.message });
}

/** Ends at once: everything that must last is on disk already, and a run that is under way must not be resumed anyway. */
function close(exitCode = 0): void {
  coSigner?.stop();
  process.exit(exitCode);
}
