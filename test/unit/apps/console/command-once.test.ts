import { describe, expect, it } from 'vitest';
import { CommandOnce } from '../../../../src/apps/console/handlers/command-once.ts';

const ID = '0f'.repeat(16);

describe('a command that comes twice', () => {
  it('acts once and answers twice', async () => {
    const once = new CommandOnce();
    let count = 0;
    const act = (): Promise<number> => Promise.resolve((count += 1));
    expect([await once.run('key.refresh', ID, act), await once.run('key.refresh', ID, act)]).toEqual([1, 1]);
  });

  it('may be tried again after it failed', async () => {
    const once = new CommandOnce();
    await expect(once.run('key.refresh', ID, () => Promise.reject(new Error('first')))).rejects.toThrow('first');
    expect(await once.run('key.refresh', ID, () => Promise.resolve('second'))).toBe('second');
  });

  it('never answers a command of another kind', async () => {
    const once = new CommandOnce();
    await once.run('key.refresh', ID, () => Promise.resolve({ runId: 'a', logIndex: 1 }));
    await expect(once.run('key.approve-reshare', ID, () => Promise.resolve({ logIndex: 2 }))).rejects.toMatchObject({
      code: 'COMMAND_ID_USED',
    });
  });
});
