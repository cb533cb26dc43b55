/** Children as forked Node processes: the browser shell, the terminal demo and the tests. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildHandle, ChildProgram, LaunchChild } from './child-port.ts';

const PROGRAMS: Record<ChildProgram, URL> = {
  cosigner: new URL('../cosigner/main.ts', import.meta.url),
  devchain: new URL('../devchains/main.ts', import.meta.url),
  'evm-devchain': new URL('../devchains/anvil/main.ts', import.meta.url),
  officer: new URL('../console/officer-main.ts', import.meta.url),
};

/** Forks a program with an IPC channel and no other way in; what it prints goes where this process prints. */
export const forkChild: LaunchChild = forkPrintingTo('inherit');

/** `forkChild` whose children print to an open file instead. @param output `inherit`, or a file descriptor */
export function forkPrintingTo(output: 'inherit' | number): LaunchChild {
  return (program, args) => forkProgram(program, args, output);
}

function forkProgram(program: ChildProgram, args: readonly string[], output: 'inherit' | number): ChildHandle {
  const stdio = ['ignore' as const, output, output, 'ipc' as const];
  return handleOf(fork(fileURLToPath(PROGRAMS[program]), [...args], { serialization: 'advanced', stdio }));
}

/** A forked process as a child; it was forked with an IPC channel and advanced serialization. */
export function handleOf(child: ChildProcess): ChildHandle {
  return {
    get processId() {
      return child.pid;
    },
    // A child that has just died is reported by onClose; a message to it is lost like any message to a dead machine.
    send: (message) => void (child.connected && child.send(message as object, () => undefined)),
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => void child.once('exit', listener),
    kill: (signal = 'SIGTERM') => void child.kill(signal),
  };
}
