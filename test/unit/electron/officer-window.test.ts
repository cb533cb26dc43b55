/** An officer's window in Electron: shown by one process, answered by another. */
import { describe, expect, it, vi } from 'vitest';
import type { OfficerChild } from '../../../src/apps/console/host/officer-child.ts';
import type { EventName } from '../../../src/contract/channels.ts';

interface Shown {
  readonly title: string;
  readonly partition: string;
  readonly serve: (channel: string, wire: unknown) => Promise<unknown>;
}
const record = vi.hoisted(() => ({
  shown: [] as unknown[],
  sent: [] as unknown[],
  close: (): void => undefined,
  destroyed: 0,
}));
vi.mock('electron', () => ({ protocol: {} }));
vi.mock('../../../electron/window.ts', () => ({
  openConsoleWindow: (options: unknown) => {
    record.shown.push(options);
    return Promise.resolve({
      once: (_: string, listener: () => void) => void (record.close = listener),
      isDestroyed: () => false,
      destroy: () => void (record.destroyed += 1),
      webContents: { send: (...message: unknown[]) => void record.sent.push(message) },
    });
  },
}));
const { showOfficer } = await import('../../../electron/officer-window.ts');

describe('an officer’s window', () => {
  it('passes calls to the officer’s process and its events to the page, and both end together', async () => {
    const calls: unknown[] = [];
    const listeners = new Map<string, (wire: unknown) => void>();
    let hasEnded = false;
    let die: () => void = () => undefined;
    await showOfficer({
      member: { memberId: 'cfo', name: 'CFO' },
      bridge: {
        invoke: (...call: unknown[]) => Promise.resolve({ ok: true, value: calls.push(call) }),
        subscribe: (event: EventName, listener: (wire: unknown) => void) => {
          listeners.set(event, listener);
          return () => undefined;
        },
      },
      handle: { onClose: (listener: () => void) => void (die = listener) },
      close: () => void (hasEnded = true),
    } as unknown as OfficerChild);

    const { title, partition, serve } = record.shown[0] as Shown;
    expect([title, partition]).toEqual(['Countersign, CFO', 'officer-cfo']);
    expect(await serve('request.approve', { a: 1 })).toEqual({ ok: true, value: 1 });
    expect(calls).toEqual([['request.approve', { a: 1 }]]);

    listeners.get('workspace.changed')?.({ logSize: 7 });
    expect(record.sent).toEqual([['countersign:event:workspace.changed', { logSize: 7 }]]);

    record.close();
    expect(hasEnded).toBe(true);
    die();
    expect(record.destroyed).toBe(1);
  });
});
