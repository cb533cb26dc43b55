/**
 * How a process of the embedded set-up talks to its children and a child to its parent. Node forks and Electron's utility
 * processes both fit, so nothing above this file knows which shell it runs in.
 */

/** Both directions of one connection between two processes of this machine. Messages are structured-cloneable. */
export interface MessagePipe {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the other side is gone. */
  onClose(listener: () => void): void;
}

export interface ChildHandle extends MessagePipe {
  readonly processId: number | undefined;
  /** Asks the operating system to end the child; `SIGKILL` cannot be refused. */
  kill(signal?: 'SIGTERM' | 'SIGKILL'): void;
}

/** The programs that the embedded set-up starts as processes of their own. */
export type ChildProgram = 'cosigner' | 'devchain' | 'evm-devchain' | 'officer';

/** Starts one child. The shell decides how; the caller names only the program. */
export type LaunchChild = (program: ChildProgram, args: readonly string[]) => ChildHandle;
