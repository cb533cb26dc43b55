/** The contract over Electron's IPC: one handler a channel and window, each behind the sender check; events to that window. */
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import { CHANNELS, type Channel } from '../src/contract/channels.ts';
import type { Reply } from '../src/contract/contract.ts';
import { callName, eventName } from './names.ts';
import { APP_ORIGIN } from './scheme.ts';

/** Answers one call of a window. Never throws: whatever happens is a `Reply`. */
export type ServeCall = (channel: Channel, wire: unknown) => Promise<Reply>;

const SENDER_REFUSED: Reply = {
  ok: false,
  error: {
    code: 'SENDER_REFUSED',
    kind: 'input',
    message: 'Only the console’s own page may call the console.',
    safe: 'Nothing was done.',
  },
};

/** Serves every channel of the contract to one window and to no other. */
export function serveCalls(window: Pick<BrowserWindow, 'webContents'>, serve: ServeCall): void {
  const { ipc } = window.webContents;
  for (const channel of CHANNELS)
    ipc.handle(callName(channel), (event, wire: unknown): Reply | Promise<Reply> =>
      isTrustedSender(event) ? serve(channel, wire) : SENDER_REFUSED,
    );
}

/** A call counts only from the top frame of our origin, in a page that is still there. */
export function isTrustedSender({ senderFrame, sender }: Pick<IpcMainInvokeEvent, 'senderFrame' | 'sender'>): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === APP_ORIGIN;
}

/** Tells a window of an event, unless it is gone. */
export function sendEvent(window: BrowserWindow, event: { readonly name: string; readonly payload: unknown }): void {
  if (!window.isDestroyed()) window.webContents.send(eventName(event.name), event.payload);
}
