/** The typed client over `window.countersign`, handed down as a React context so that tests can pass their own. */
import { createContext, useContext } from 'react';
import { z } from 'zod';
import { createClient, RemoteError, type Bridge, type Client } from '../../src/contract/client.ts';
import type { WireError } from '../../src/contract/views.ts';

declare global {
  interface Window {
    /** Put here by the shell's preload script before the page's own code runs. */
    readonly countersign?: Bridge;
  }
}

/** Connects to the shell. @returns `null` when the page was opened outside a console. */
export function connect(): Client | null {
  return window.countersign === undefined ? null : createClient(window.countersign);
}

export const ClientContext = createContext<Client | null>(null);

/** The client of this window. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('No client: the page was rendered outside its provider.');
  return client;
}

const unsendable: WireError = {
  code: 'INPUT_UNSENDABLE',
  kind: 'input',
  message: 'A field holds characters that cannot be sent.',
  safe: 'Nothing was sent.',
  next: 'Use plain text on one line.',
};

/** Any thrown value as the plain words a person may see. */
export function wireErrorOf(error: unknown): WireError {
  if (error instanceof RemoteError) return error.wire;
  if (error instanceof z.ZodError) return unsendable;
  return {
    code: 'CONSOLE_UNREACHABLE',
    kind: 'bug',
    message: 'The console did not answer this window.',
    safe: 'What is in the log stays in the log.',
    next: 'Close the window and open it again.',
  };
}

/** 16 random bytes in hex; made once per user action, so that a repeated command acts once. */
export function newCommandId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
