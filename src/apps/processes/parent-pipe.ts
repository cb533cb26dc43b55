/** A child's own end of the pipe to the console that started it. */
import type { MessagePipe } from './child-port.ts';

/**
 * The child's own end of its IPC channel.
 * @throws Error when the process was started by hand instead of by a console.
 */
export function parentPipe(): MessagePipe {
  if (process.send === undefined) throw new Error('This program is started by the console, not by hand.');
  return {
    send: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
    onMessage: (listener) => void process.on('message', listener),
    onClose: (listener) => void process.once('disconnect', listener),
  };
}
