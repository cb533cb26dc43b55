/** anvil as a child: bound to loopback, with the state of a folder, gone when this process is gone, however that ends. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../../../base/errors.ts';
import { anvilBinary } from './anvil-binary.ts';
import { freePort } from './free-port.ts';

export interface AnvilOptions {
  /** Holds the chain's state; created when missing. */
  readonly dataFolder: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface Anvil {
  readonly port: number;
  /** Resolves when the process is gone, asked or not. */
  readonly ended: Promise<void>;
  /** Ends it after it has written its state. */
  close(): Promise<void>;
}

/** Every network of this kind has this id; nobody keeps real funds on it. */
export const DEV_CHAIN_ID = 31_337;
const START_PATIENCE_MS = 15_000;

/**
 * anvil does not notice that its parent is gone. The guard does: its input ends with the parent, also after a SIGKILL, and then it ends
 * anvil. Its own outputs are closed, so that they end with anvil.
 */
const GUARD = `
"$@" </dev/null & anvil=$!
exec >&- 2>&-
trap 'kill -INT $anvil' TERM INT
read -r _
kill -INT $anvil 2>/dev/null
wait $anvil
`;

/** Starts anvil and waits until it listens. @throws AppError `DEVCHAIN_ANVIL_MISSING`, `DEVCHAIN_JOURNAL`, `DEVCHAIN_PORT`. */
export async function startAnvil({ dataFolder, port: wanted }: AnvilOptions): Promise<Anvil> {
  const stateFile = openState(dataFolder);
  const port = wanted === 0 ? await freePort() : wanted;
  const child = spawn('/bin/sh', ['-c', GUARD, 'anvil-guard', anvilBinary(), ...flags(port, stateFile)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // anvil's outputs close when it is gone; then the guard is told to go, too.
  const ended = once(child.stdout, 'close').then(() => void child.stdin.end());
  child.stdin.on('error', () => undefined);
  try {
    await listening(child, port);
  } catch (error) {
    child.stdin.end();
    throw error;
  }
  child.stdout.resume();
  child.stderr.resume();
  return {
    port,
    ended,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** Blocks are made when the miner asks for them; three blocks after a transaction make it final. */
function flags(port: number, stateFile: string): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', `${port}`, '--chain-id', `${DEV_CHAIN_ID}`],
    ...['--no-mining', '--slots-in-an-epoch', '1', '--accounts', '1', '--balance', '1000000'],
    ...['--state', stateFile, '--state-interval', '1', '--preserve-historical-states'],
    // No web page may read the chain.
    '--no-cors',
  ];
}

/** A state that cannot be read is refused and left as it is. */
function openState(dataFolder: string): string {
  const file = join(dataFolder, 'anvil.json');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  try {
    JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    if (!isMissing(cause)) throw damagedState(cause);
  }
  return file;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

type Guard = ChildProcessByStdio<Writable, Readable, Readable>;

/** anvil says where it listens once it does. */
function listening(child: Guard, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const patience = setTimeout(() => reject(notStarted(port, 'it does not answer')), START_PATIENCE_MS);
    const read = (chunk: Buffer): void => {
      output = `${output}${chunk.toString('utf8')}`.slice(-8192);
      if (!output.includes(`Listening on 127.0.0.1:${port}`)) return;
      clearTimeout(patience);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.stdout.once('close', () => {
      clearTimeout(patience);
      reject(notStarted(port, output.trim().split('\n').at(-1) ?? ''));
    });
    child.once('error', (cause) => {
      clearTimeout(patience);
      reject(notStarted(port, cause.message));
    });
  });
}

function notStarted(port: number, reason: string): AppError {
  return new AppError({
    code: 'DEVCHAIN_PORT',
    kind: 'input',
    message: `The EVM development chain does not start on port ${port}: ${reason}.`,
    next: 'End the program that uses the port, or choose another one; 0 takes any free port.',
  });
}

function damagedState(cause: unknown): AppError {
  return new AppError({
    code: 'DEVCHAIN_JOURNAL',
    kind: 'storage',
    message: 'The state of the EVM development chain is damaged.',
    safe: 'The file was left as it is.',
    next: 'Begin a new demo, or bring the file back from a copy.',
    cause,
  });
}
