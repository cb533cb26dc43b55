/** Files that are not what they were: each is named, stays where it is, and everything else goes on. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandId, DemoConsole, startDemo } from '../../apps-harness/demo-console.ts';
import { outcomeOf } from '../../apps-harness/codes.ts';
import { flipBit, moveAside } from '../../apps-harness/damage.ts';
import { makeProfile } from '../../apps-harness/profile.ts';
import { refusalsOf } from '../../apps-harness/propose.ts';
import { approvedByTreasurer, payOnce } from '../../apps-harness/payments.ts';

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

  it('one flipped bit in a share stops that co-signer by name; the others pay; the restored file works again', async () => {
    const path = join(demo.host.folders.coSigners, 'hsm', 'main.0.share');
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

  it('another chain behind the same profile is refused by every co-signer', async () => {
    await demo.close();
    moveAside(demo.host.folders.chain);
    demo = await startDemo({ profile: demo.profile });
    const requestId = await approvedByTreasurer(demo);
    const session = await demo.seen('the proposal', (state) => state.requests.get(requestId)?.sessions[0]);
    const refusals = await refusalsOf(demo, session.proposal.sessionId);
    expect(Object.values(refusals)).toEqual([['NETWORK_DIFFERS'], ['NETWORK_DIFFERS'], ['NETWORK_DIFFERS']]);
  });
});
