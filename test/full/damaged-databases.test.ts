/** Databases that are truncated, overwritten or gone: named, left in place, rebuilt from the relay; shares are untouched. */
import { copyFileSync, existsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoConsole, startDemo } from '../apps-harness/demo-console.ts';
import { damage, moveAside } from '../apps-harness/damage.ts';
import { everyReplicaAgrees } from '../apps-harness/forged-entry.ts';
import { payOnce } from '../apps-harness/payments.ts';

describe('with damaged databases', () => {
  let demo: DemoConsole;

  beforeAll(async () => {
    demo = await startDemo();
    await payOnce(demo);
  });
  afterAll(() => demo.dispose());

  async function restart(change: () => void): Promise<void> {
    await demo.close();
    change();
    demo = new DemoConsole({ profile: demo.profile });
  }

  it.each([
    ['truncated', (path: string) => truncateSync(path, 5_000)],
    ['overwritten', (path: string) => damage(path)],
  ])(
    'a %s database of a co-signer is named and kept; moved aside, the replica comes back from the relay',
    async (_, spoil) => {
      const path = join(compliance(), 'cosigner.db');
      await restart(() => spoil(path));
      await demo.ready();
      const named = await demo.observed('the damage to be named', () =>
        demo.faults.find(({ part }) => part === 'co-signer'),
      );
      expect(named.error).toMatchObject({ code: 'STORAGE_CORRUPT' });
      expect(existsSync(path)).toBe(true);
      // Two of three still sign.
      await payOnce(demo);
      await restart(() => moveAside(path));
      await demo.ready();
      await everyReplicaAgrees(demo);
      expect(existsSync(join(compliance(), 'main.0.share'))).toBe(true);
      await payOnce(demo);
    },
  );

  it.each([
    ['truncated', (path: string) => truncateSync(path, 5_000)],
    ['overwritten', (path: string) => damage(path)],
  ])(
    'a %s database of the console is named and kept; moved aside, the log comes back from the relay',
    async (_, spoil) => {
      const path = join(demo.host.folders.officers, 'treasurer', 'console.db');
      const size = demo.state.size;
      await restart(() => spoil(path));
      await expect(demo.console.ready).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
      expect(existsSync(path)).toBe(true);
      await restart(() => moveAside(path));
      await demo.ready();
      await demo.seen('the whole log', (state) => (state.size >= size ? true : undefined));
      expect(await demo.treasurer.call('log.verify', {})).toMatchObject({ isIntact: true });
      await payOnce(demo);
    },
  );

  it('a truncated stream of the relay is named and kept', async () => {
    const path = join(demo.host.folders.relay, 'stream.db');
    const backup = `${path}.backup`;
    await restart(() => {
      copyFileSync(path, backup);
      truncateSync(path, 5_000);
    });
    await expect(demo.console.ready).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
    expect(existsSync(path)).toBe(true);
    await restart(() => {
      moveAside(path);
      copyFileSync(backup, path);
    });
    await demo.ready();
    await payOnce(demo);
  });

  function compliance(): string {
    return join(demo.host.folders.coSigners, 'compliance');
  }
});
