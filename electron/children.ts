/** Children of the embedded set-up as Electron's utility processes: the packaged app has no other way to run Node. */
import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { LaunchChild } from '../src/apps/processes/child-port.ts';

/** Starts a bundled program beside the main bundle, with a message port and no other way in. */
export const launchUtility: LaunchChild = (program, args) => {
  const child = utilityProcess.fork(join(import.meta.dirname, `${program}.js`), [...args], {
    serviceName: `Countersign ${program}`,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let isAlive = true;
  child.once('exit', () => (isAlive = false));
  return {
    get processId() {
      return child.pid;
    },
    send: (message) => void (isAlive && child.postMessage(message)),
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => void child.once('exit', listener),
    kill: (signal = 'SIGTERM') => {
      if (signal === 'SIGTERM') child.kill();
      else if (isAlive && child.pid !== undefined) process.kill(child.pid, signal);
    },
  };
};
