/** Playwright on a console window through the browser shell's own pipe: a unix socket instead of a debugging port. */
import { createConnection, type Socket } from 'node:net';
import { chromium, expect, type Browser, type ConnectOverCDPTransport, type Page } from '@playwright/test';

/** Milliseconds an officer's action may take; a slow machine is no reason to wait for a whole test's time. */
const ACTION_TIMEOUT = 20_000;

export interface DrivenWindow {
  readonly page: Page;
  /** Lets go of the window without closing it. */
  detach(): Promise<void>;
}

/** Connects to a window's test socket. @throws Error when nothing listens there or the window shows no page. */
export async function driveWindow(socketPath: string): Promise<DrivenWindow> {
  const socket = await connect(socketPath);
  const browser = await chromium.connectOverCDP(transportOver(socket));
  const page = onlyPage(browser);
  page.setDefaultTimeout(ACTION_TIMEOUT);
  return { page, detach: () => browser.close() };
}

/** Connects to a window that is being opened. */
export async function driveWhenOpen(socketPath: string): Promise<DrivenWindow> {
  let driven: DrivenWindow | undefined;
  await expect(async () => {
    driven = await driveWindow(socketPath);
  }).toPass({ timeout: 30_000 });
  if (driven === undefined) throw new Error('The window was not opened.');
  return driven;
}

function onlyPage(browser: Browser): Page {
  const pages = browser.contexts().flatMap((context) => context.pages());
  const [page] = pages;
  if (page === undefined || pages.length !== 1)
    throw new Error(`The window shows ${pages.length} pages instead of one.`);
  return page;
}

function connect(socketPath: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Two things Playwright needs and does not say: each message in a turn of its own, and `onclose` after its own `close`. */
function transportOver(socket: Socket): ConnectOverCDPTransport {
  const transport: ConnectOverCDPTransport = {
    send: (message) => void socket.write(`${JSON.stringify(message)}\0`),
    close: () => {
      socket.destroy();
      transport.onclose?.();
    },
  };
  let parts: string[] = [];
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const pieces = chunk.split('\0');
    for (const [index, piece] of pieces.entries()) {
      parts.push(piece);
      if (index === pieces.length - 1) break;
      const text = parts.join('');
      parts = [];
      setImmediate(() => transport.onmessage?.(JSON.parse(text) as object));
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => transport.onclose?.());
  return transport;
}
