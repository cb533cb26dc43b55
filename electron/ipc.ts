/** The contract over Electron's IPC: one handler a channel, each behind the sender check; events to our window only. */
import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { CHANNELS } from '../src/contract/channels.ts';
import type { ConsoleEvent, Handlers, Reply } from '../src/contract/contract.ts';
import { encodeEvent, serveCall } from '../src/contract/serve.ts';
import { callName, eventName } from './names.ts';
import { APP_ORIGIN } from './scheme.ts';

/** Receives the original error of every failed call, for the local diagnostics. */
export type Report = (source: string, error: unknown) => void;

const SENDER_REFUSED: Reply = {
  ok: false,
  error: {
    code: 'SENDER_REFUSED',
    kind: 'input',
    message: 'Only the console’s own page may call the console.',
    safe: 'Nothing was done.',
  },
};

/** Serves every channel of the contract. Whatever happens becomes a `Reply`; nothing thrown crosses. */
export function registerIpc(handlers: Handlers, report: Report): void {
  for (const channel of CHANNELS)
    ipcMain.handle(callName(channel), (event, wire: unknown): Reply | Promise<Reply> =>
      isTrustedSender(event) ? serveCall(handlers, channel, wire, report) : SENDER_REFUSED,
    );
}

/** A call counts only from the top frame of our origin, in a page that is still there. */
export function isTrustedSender({ senderFrame, sender }: Pick<IpcMainInvokeEvent, 'senderFrame' | 'sender'>): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === APP_ORIGIN;
}

/** Sends the console's events to the window until it closes. */
export function forwardEvents(
  window: BrowserWindow,
  onEvent: (listener: (event: ConsoleEvent) => void) => () => void,
): void {
  const unsubscribe = onEvent((event) => {
    const { name, payload } = encodeEvent(event);
    window.webContents.send(eventName(name), payload);
  });
  window.once('close', unsubscribe);
}
