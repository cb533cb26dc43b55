/** The creation of a workspace is killed at ever later moments; the next start on the same profile comes up and pays. */
import { expect, it } from 'vitest';
import { startDemo } from '../apps-harness/demo-console.ts';
import { HostGone, KillableHost } from '../apps-harness/killable-host.ts';
import { payOnce } from '../apps-harness/payments.ts';
import { makeProfile } from '../apps-harness/profile.ts';

it.each([1, 2, 3, 4, 5, 6, 8, 10, 12])('killed at moment %i of the creation', async (moment) => {
  const profile = makeProfile();
  const host = new KillableHost(profile.directory);
  let moments = 0;
  host.onMoment(() => {
    moments += 1;
    if (moments === moment) host.kill('host');
  });
  await expect(host.ready).rejects.toThrow(HostGone);

  const demo = await startDemo({ profile });
  await payOnce(demo);
  expect(await demo.treasurer.call('log.verify', {})).toMatchObject({ isIntact: true });
  await demo.dispose();
});
