/**
 * Gives a program in a utility process the message channel that a forked Node process has, so that the programs of src/apps
 * run unchanged in both. Imported before the program.
 */
import type { ParentPort } from 'electron';

const { parentPort } = process as NodeJS.Process & { readonly parentPort: ParentPort };

Object.assign(process, {
  connected: true,
  send: (message: unknown, sent?: () => void): boolean => {
    parentPort.postMessage(message);
    if (sent !== undefined) setImmediate(sent);
    return true;
  },
});

// The port delivers from the moment somebody listens; nothing may arrive before the program does.
const attach = (name: string | symbol): void => {
  if (name !== 'message') return;
  process.off('newListener', attach);
  parentPort.on('message', ({ data }: { data: unknown }) => void process.emit('message', data, undefined));
};
process.on('newListener', attach);
