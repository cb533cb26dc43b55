/**
 * The bridge between the page and the console. It runs sandboxed before the page and exposes exactly two functions, both with
 * allow-lists. NEVER add `ipcRenderer`, an event object, a path, or a generic send here: page code could be hostile.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CHANNELS, EVENTS } from '../src/contract/channels.ts';
import { callName, eventName } from './names.ts';

const calls: ReadonlySet<unknown> = new Set(CHANNELS);
const events: ReadonlySet<unknown> = new Set(EVENTS);

const CALL_UNKNOWN = {
  ok: false,
  error: {
    code: 'CALL_UNKNOWN',
    kind: 'input',
    message: 'The window asked for a call that does not exist.',
    safe: 'Nothing was done.',
  },
};

contextBridge.exposeInMainWorld('countersign', {
  invoke: (channel: string, wire: unknown): Promise<unknown> =>
    calls.has(channel) ? ipcRenderer.invoke(callName(channel), wire) : Promise.resolve(CALL_UNKNOWN),

  subscribe: (event: string, listener: (wire: unknown) => void): (() => void) => {
    if (!events.has(event)) return () => undefined;
    const forward = (_event: IpcRendererEvent, wire: unknown): void => listener(wire);
    ipcRenderer.on(eventName(event), forward);
    return () => void ipcRenderer.off(eventName(event), forward);
  },
});
