/** The main process's side of an officer's window: it shows the page and carries calls to the officer's own process. */
import type { BrowserWindow } from 'electron';
import type { ChildHandle } from '../src/apps/processes/child-port.ts';
import type { Reply } from '../src/contract/contract.ts';
import { sendEvent, type ServeCall } from './ipc.ts';
import { openConsoleWindow } from './window.ts';
import { FromOfficer, type ToOfficer, windowMessage } from './window-messages.ts';

/** Opens a window for an officer's process when it asks for one, and ties the two lives together. */
export function hostOfficerWindow(child: ChildHandle, report: (part: string, error: unknown) => void): void {
  const waiting = new Map<number, (reply: Reply) => void>();
  let nextId = 0;
  let window: BrowserWindow | null = null;
  const send = (message: ToOfficer): void => child.send({ window: message });
  const serve: ServeCall = (channel, wire) =>
    new Promise((resolve) => {
      waiting.set(nextId, resolve);
      send({ type: 'call', id: nextId, channel, wire });
      nextId += 1;
    });

  const open = async ({ title, partition }: Extract<FromOfficer, { type: 'open' }>): Promise<void> => {
    window = await openConsoleWindow({ title, partition, serve });
    window.once('closed', () => send({ type: 'closed' }));
    send({ type: 'shown' });
  };

  child.onMessage((message) => {
    const received = windowMessage(FromOfficer, message);
    if (received?.type === 'open') open(received).catch((error: unknown) => report('officer window', error));
    if (received?.type === 'event' && window !== null) sendEvent(window, received);
    if (received?.type === 'reply') {
      // What the officer's process answers is a Reply by its own serveCall; the page's client parses it once more.
      waiting.get(received.id)?.(received.reply as Reply);
      waiting.delete(received.id);
    }
  });
  child.onClose(() => window?.destroy());
}
