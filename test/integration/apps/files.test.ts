/** Files that are not what they were: each is named, stays where it is, and everything else goes on. */
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoSignerKind } from '../../../src/treasury/workspace/entry.ts';
import { approve, commandId, DemoConsole, draft, startDemo, submit } from '../../apps-harness/demo-console.ts';
import { outcomeOf } from '../../apps-harness/codes.ts';
import { everyReplicaAgrees } from '../../apps-harness/forged-entry.ts';
import { refusalsOf } from '../../apps-harness/propose.ts';
import { makeProfile } from '../../apps-harness/profile.ts';

const PASSPHRASE = 'correct horse battery';

describe('a workspace with a passphrase', () => {
  const profile = makeProfile();
  let demo: DemoConsole;

  beforeAll(async () => {
    const first = new DemoConsole({ profile, createsDemo: false });
    await first.phase('first-run');
    const create = { name: 'Nordhaven Logistics SE', passphrase: PASSPHRASE, commandId: commandId() };
    await first.treasurer.call('workspace.create', create);
    await first.ready();
    await first.close();
    demo = new DemoConsole({ profile, createsDemo: false });
    await demo.phase('locked');
  });
  afterAll(() => demo.dispose());

  it('stays locked for a wrong passphrase, as often as it is tried, and opens for the right one', async () => {
    for (const passphrase of ['wrong', 'correct horse batterz', `${PASSPHRASE} `]) {
      expect(await outcomeOf(demo.treasurer.call('workspace.unlock', { passphrase }))).toBe(
        'KEYSTORE_WRONG_PASSPHRASE',
      );
      expect(await demo.treasurer.call('app.status', {})).toMatchObject({ phase: 'locked' });
    }
    expect(await outcomeOf(demo.treasurer.call('workspace.get', {}))).toBe('WORKSPACE_LOCKED');
    await demo.treasurer.call('workspace.unlock', { passphrase: PASSPHRASE });
    await demo.ready();
    expect(await demo.treasurer.call('log.verify', {})).toMatchObject({ isIntact: true });
  });

  it('is in use for a second start on the same profile, which changes nothing', async () => {
    expect(() => new DemoConsole({ profile, createsDemo: false })).toThrow(
      expect.objectContaining({ code: 'PROFILE_IN_USE' }),
    );
    expect(await demo.treasurer.call('log.verify', {})).toMatchObject({ isIntact: true });
  });
});

describe('with damaged files', () => {
  let demo: DemoConsole;

  beforeAll(async () => {
    demo = await startDemo();
    await payOnce(demo);
  });
  afterAll(() => demo.dispose());

  const folderOf = (kind: CoSignerKind): string => join(demo.host.folders.coSigners, kind);

  async function restart(change: () => void): Promise<DemoConsole> {
    await demo.close();
    change();
    demo = new DemoConsole({ profile: demo.profile });
    return demo;
  }

  it('one flipped bit in a share stops that co-signer by name; the others pay; the restored file works again', async () => {
    const path = join(folderOf('hsm'), 'main.0.share');
    copyFileSync(path, `${path}.backup`);
    flipBit(path, 700);
    const requestId = await approvedByTreasurer(demo);
    const failed = await demo.seen('the session to fail', (state) => {
      const outcome = state.requests.get(requestId)?.sessions[0]?.outcome;
      return outcome?.type === 'failed' ? outcome.failure : undefined;
    });
    expect(failed).toMatchObject({
      code: 'KEYSTORE_CORRUPT',
      blame: [{ pid: demo.pidOf('hsm'), code: 'KEYSTORE_CORRUPT' }],
    });
    expect(readFileSync(path)).not.toEqual(readFileSync(`${path}.backup`));

    // Who failed it is asked last, so the next attempt goes through the other holder.
    await demo.chain.expireBlockhashes();
    await demo.treasurer.call('session.start', { requestId, commandId: commandId() });
    const paid = await demo.reached(requestId, 'confirmed', 'failed', 'locked');
    expect(paid.status).toBe('confirmed');
    expect(paid.sessions[1]?.proposal.signers).not.toContain(demo.pidOf('hsm'));

    copyFileSync(`${path}.backup`, path);
    await payOnce(demo);
  });

  it.each([
    ['truncated', (path: string) => truncateSync(path, 5_000)],
    ['overwritten', (path: string) => damage(path)],
  ])(
    'a %s database of a co-signer is named and kept; moved aside, the replica comes back from the relay',
    async (_, spoil) => {
      const path = join(folderOf('compliance'), 'cosigner.db');
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
      expect(existsSync(join(folderOf('compliance'), 'main.0.share'))).toBe(true);
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

  it('another chain behind the same profile is refused by every co-signer', async () => {
    await restart(() => moveAside(demo.host.folders.chain));
    await demo.ready();
    const requestId = await approvedByTreasurer(demo);
    const session = await demo.seen('the proposal', (state) => state.requests.get(requestId)?.sessions[0]);
    const refusals = await refusalsOf(demo, session.proposal.sessionId);
    expect(Object.values(refusals)).toEqual([['NETWORK_DIFFERS'], ['NETWORK_DIFFERS'], ['NETWORK_DIFFERS']]);
  });
});

/** A transfer that the CFO asks for and the Treasurer approves. */
async function approvedByTreasurer(demo: DemoConsole): Promise<string> {
  const cfo = await demo.openCfo();
  const requestId = await submit(cfo, draft('1'));
  await demo.closeCfo();
  await approve(demo.treasurer, requestId);
  return requestId;
}

async function payOnce(demo: DemoConsole): Promise<void> {
  await demo.coSignersOnline(2);
  const requestId = await approvedByTreasurer(demo);
  expect((await demo.reached(requestId, 'confirmed', 'failed', 'locked')).status).toBe('confirmed');
}

function flipBit(path: string, at: number): void {
  const bytes = readFileSync(path);
  const place = Math.min(at, bytes.length - 1);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** Overwrites pages in the middle, as a failing disk does. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4_096, Math.min(bytes.length, 3 * 4_096));
  writeFileSync(path, bytes);
}

/** Moves a file or folder, with what belongs to it, out of the way. */
function moveAside(path: string): void {
  const folder = join(path, '..');
  const name = path.slice(folder.length + 1);
  for (const file of readdirSync(folder).filter((each) => each === name || each.startsWith(`${name}-`))) {
    renameSync(join(folder, file), join(folder, `aside-${Date.now()}-${file}`));
  }
}
