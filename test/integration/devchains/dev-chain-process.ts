/** The development chain as the console runs it: a forked process with a real clock. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createSolanaClient, type SolanaClient } from '../../../src/adapters/chains/solana/client.ts';

const ENTRY = fileURLToPath(new URL('../../../src/apps/devchains/main.ts', import.meta.url));
const Ready = z.strictObject({ type: z.literal('ready'), port: z.int().min(1).max(65535) });

export interface DevChainProcess {
  readonly process: ChildProcess;
  readonly url: string;
  readonly client: SolanaClient;
  /** Ends the process in the given way; resolves to its exit code, null when it was killed. */
  end(how: 'SIGKILL' | 'SIGTERM' | 'disconnect'): Promise<number | null>;
}

export async function forkDevChain(folder: string): Promise<DevChainProcess> {
  const child = fork(ENTRY, ['--data', folder], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => ['it exited'])]);
  const url = `http://127.0.0.1:${Ready.parse(message).port}`;
  return {
    process: child,
    url,
    client: createSolanaClient({ url }),
    end: async (how) => {
      const exited = once(child, 'exit');
      if (how === 'disconnect') child.disconnect();
      else child.kill(how);
      return (await exited)[0] as number | null;
    },
  };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the entry from a shell's point of view, until it exits or prints a line. */
export async function spawnDevChain(...args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [ENTRY, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
    if (output.stdout.includes('\n')) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}
