/** A co-signer that agrees and then says nothing: the run ends at its deadline, half a minute later, and names it. */
import { expect, it } from 'vitest';
import { EvilHsm, expectPaidWithoutIt } from '../apps-harness/evil-hsm.ts';

it('a silent co-signer is suspected, and the next attempt goes through the other holder', async () => {
  const evil = await EvilHsm.start();
  await evil.turn('silent');
  const { requestId, failure } = await evil.failedTransfer();
  expect(failure).toMatchObject({ code: 'UNRESPONSIVE', blame: [{ pid: evil.pid, certainty: 'suspected' }] });
  await expectPaidWithoutIt(evil, requestId);
  await evil.demo.dispose();
});
