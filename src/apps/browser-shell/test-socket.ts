/**
 * A second DevTools client on the same pipe, for end-to-end tests: a unix socket that exists only when a test asked for it
 * twice, by the environment and by a command-line option. It is not a listener of the product.
 */
import { chmodSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { Chromium } from './chromium-process.ts';
import { BROWSER_GONE, messageSplitter, type DevTools, type Message } from './devtools.ts';

/** The variable that must name the socket as well. */
export const TEST_SOCKET_VARIABLE = 'COUNTERSIGN_TEST_SOCKET';

/** Listens at `socketPath` until Chromium ends. @throws AppError `TEST_SOCKET_REFUSED` when the environment did not ask. */
export async function listenForTest(
  chromium: Chromium,
  socketPath: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const allowed = env[TEST_SOCKET_VARIABLE];
  if (allowed === undefined || (socketPath !== allowed && !socketPath.startsWith(`${allowed}.`))) throw socketRefused();
  const server = createServer((socket) => {
    serveTest(chromium.devTools, socket).catch(() => socket.destroy());
    void chromium.exited.then(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve());
  });
  chmodSync(socketPath, 0o600);
  void chromium.exited.then(() => server.close());
}

/** Gives the test a root session of its own: its messages without a session go there, and answers come back without it. */
async function serveTest(devTools: DevTools, socket: Socket): Promise<void> {
  socket.pause();
  const answer = await devTools.send('Target.attachToBrowserTarget');
  const { sessionId: root } = z.object({ sessionId: z.string() }).parse(answer);
  const sessions = new Set<string>([root]);

  const toTest = (message: Message): void => {
    const { sessionId, ...rest } = message;
    const isRoot = sessionId === undefined || sessionId === root;
    if (!socket.destroyed) socket.write(`${JSON.stringify(isRoot ? rest : message)}\0`);
  };
  devTools.onEvent(({ method, params, sessionId }) => {
    if (sessionId === undefined || !sessions.has(sessionId)) return;
    if (method === 'Target.attachedToTarget') sessions.add(String(params['sessionId']));
    toTest({ method, params, sessionId });
  });
  const fromTest = (message: Message): void => {
    const { id, sessionId = root } = message;
    devTools.relay({ ...message, sessionId }, (reply) => {
      // Then the socket ends, which says the same.
      if (reply.error?.code !== BROWSER_GONE) toTest({ ...reply, id });
    });
  };
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    // Chromium may have gone first, and its sessions with it.
    devTools.send('Target.detachFromTarget', { sessionId: root }).catch(() => undefined);
  });
  socket.on(
    'data',
    messageSplitter(fromTest, () => socket.destroy()),
  );
  socket.resume();
}

function socketRefused(): AppError {
  return new AppError({
    code: 'TEST_SOCKET_REFUSED',
    kind: 'input',
    message: `A test socket was asked for, but ${TEST_SOCKET_VARIABLE} does not name it.`,
    safe: 'No socket was opened.',
  });
}
