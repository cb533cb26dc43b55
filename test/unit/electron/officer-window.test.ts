/** Calls and events of an officer's window between the two processes, over a pipe of two plain ends. */
import { describe, expect, it, vi } from 'vitest';
import type { MessagePipe } from '../../../src/apps/processes/child-port.ts';
import type { ConsoleEvent, Handlers } from '../../../src/contract/contract.ts';

const shown = vi.hoisted(() => ({
  options: undefined as unknown,
  sent: [] as unknown[],
  closed: (): void => undefined,
  destroyed: 0,
}));
vi.mock('electron', () => ({ protocol: {} }));
vi.mock('../../../electron/window.ts', () => ({
  openConsoleWindow: (options: unknown) => {
    shown.options = options;
    return Promise.resolve({
      once: (_: string, listener: () => void) => void (shown.closed = listener),
      isDestroyed: () => false,
      destroy: () => void (shown.destroyed += 1),
      webContents: { send: (...message: unknown[]) => void shown.sent.push(message) },
    });
  },
}));

const { officerShell } = await import('../../../electron/officer-shell.ts');
const { hostOfficerWindow } = await import('../../../electron/officer-window.ts');

function pipePair(): [MessagePipe, MessagePipe & { close(): void }] {
  const listeners: [Set<(message: unknown) => void>, Set<(message: unknown) => void>] = [new Set(), new Set()];
  const closers = new Set<() => void>();
  const end = (own: 0 | 1, other: 0 | 1): MessagePipe & { close(): void } => ({
    send: (message) => listeners[other].forEach((listener) => listener(structuredClone(message))),
    onMessage: (listener) => void listeners[own].add(listener),
    onClose: (listener) => void closers.add(listener),
    close: () => closers.forEach((closer) => closer()),
  });
  return [end(0, 1), end(1, 0)];
}

describe('an officer’s window in Electron', () => {
  it('carries calls to the officer’s process, events and the end back', async () => {
    const [officer, main] = pipePair();
    hostOfficerWindow({ ...main, processId: 1, kill: () => undefined }, () => undefined);
    let emit: (event: ConsoleEvent) => void = () => undefined;
    const window = await officerShell(officer, 'officer-cfo').open({
      handlers: { 'ceremony.cancel': () => Promise.resolve({}) } as unknown as Handlers,
      onEvent: (listener) => {
        emit = listener;
        return () => undefined;
      },
      title: 'Countersign, CFO',
      report: () => undefined,
    });
    const { title, partition, serve } = shown.options as { title: string; partition: string; serve: ServeCall };
    expect([title, partition]).toEqual(['Countersign, CFO', 'officer-cfo']);

    expect(await serve('ceremony.cancel', {})).toEqual({ ok: true, value: {} });
    expect(await serve('ceremony.cancel', { extra: 1 })).toMatchObject({ ok: false, error: { code: 'CALL_INVALID' } });

    emit({ name: 'workspace.changed', payload: { logSize: 7 } });
    expect(shown.sent).toEqual([['countersign:event:workspace.changed', { logSize: 7 }]]);

    shown.closed();
    await expect(window.closed).resolves.toBeUndefined();
    main.close();
    expect(shown.destroyed).toBe(1);
  });

  it('ignores messages that are malformed or not about the window', () => {
    const [officer, main] = pipePair();
    shown.options = undefined;
    hostOfficerWindow({ ...main, processId: 1, kill: () => undefined }, () => undefined);
    for (const message of [
      null,
      { relay: { type: 'open' } },
      { window: { type: 'open', title: 'x', partition: '../other' } },
      { window: { type: 'open', title: 'x'.repeat(121), partition: 'a' } },
      { window: { type: 'event', name: 'made.up', payload: {} } },
    ])
      officer.send(message);
    expect(shown.options).toBeUndefined();
  });
});

type ServeCall = (channel: string, wire: unknown) => Promise<unknown>;
