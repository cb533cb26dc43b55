/** Databases that are truncated, overwritten or gone: named, left in place, rebuilt from the relay; shares are untouched. */
import { copyFileSync, existsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoConsole, startDemo } from '../apps-harness/demo-console.ts';
import { damage, flipBit, moveAside } from '../apps-harness/damage.ts';
import { everyReplicaAgrees } from '../apps-harness/forged-entry.ts';
import { approvedByTreasurer, payOnce } from '../apps-harness/payments.ts';
import { honestProposal, refusalsOf } from '../apps-harness/propose.ts';

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
      const path = join(hsm(), 'cosigner.db');
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
      expect(existsSync(join(hsm(), 'main.0.share'))).toBe(true);
      // It signs again, with the share that was never touched.
      await payOnce(demo);
      const last = [...demo.state.requests.values()].at(-1);
      expect(last?.sessions.at(-1)?.proposal.signers).toContain(demo.pidOf('hsm'));
    },
  );

  it('what a co-signer agreed to before it lost its records counts as released: it signs no second attempt', async () => {
    const share = join(hsm(), 'main.0.share');
    await restart(() => {
      copyFileSync(share, `${share}.backup`);
      flipBit(share, 700);
    });
    await demo.ready();
    await demo.coSignersOnline();
    const requestId = await approvedByTreasurer(demo);
    await demo.seen('the agreed session to fail', (state) => {
      const outcome = state.requests.get(requestId)?.sessions[0]?.outcome;
      return outcome?.type === 'failed' ? outcome : undefined;
    });
    const database = join(hsm(), 'cosigner.db');
    await restart(() => {
      copyFileSync(`${share}.backup`, share);
      moveAside(database);
    });
    await demo.ready();
    await everyReplicaAgrees(demo);
    const signers = [demo.pidOf('endpoint'), demo.pidOf('hsm')].toSorted();
    const second = { ...(await honestProposal(demo, requestId)), signers };
    await demo.officer.replica.append(second);
    expect((await refusalsOf(demo, second.sessionId))['hsm']).toEqual(['EARLIER_ATTEMPT_LIVE']);
  });

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

  function hsm(): string {
    return join(demo.host.folders.coSigners, 'hsm');
  }
});
