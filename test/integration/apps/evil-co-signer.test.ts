/** One co-signer with real keys cheats in the signing run: the honest ones name exactly it, and the vault still pays. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EvilHsm, expectPaidWithoutIt } from '../../apps-harness/evil-hsm.ts';
import { honestProposal, refusalsOf } from '../../apps-harness/propose.ts';
import { outcomeOf } from '../../apps-harness/codes.ts';

let evil: EvilHsm;

beforeAll(async () => {
  evil = await EvilHsm.start();
});
afterAll(() => evil.demo.dispose());

/** Nobody knows whether the cheater finished the signature for itself: until its bytes have died, no holder signs others. */
async function expectRefusedUntilExpired(requestId: string): Promise<void> {
  const { demo } = evil;
  expect(await outcomeOf(evil.retry(requestId))).toBe('EARLIER_ATTEMPT_LIVE');
  // A console that does not care proposes all the same.
  const second = await honestProposal(demo, requestId);
  await demo.officer.replica.append(second);
  const refusals = await refusalsOf(demo, second.sessionId);
  expect(refusals).toMatchObject({ endpoint: ['EARLIER_ATTEMPT_LIVE'], compliance: ['EARLIER_ATTEMPT_LIVE'] });
}

describe('a co-signer that', () => {
  it('sends two different nonce commitments is named, with proof; the next attempt works with the other holder', async () => {
    await evil.turn('equivocates');
    const { requestId, failure } = await evil.failedTransfer();
    expect(failure).toMatchObject({
      code: 'PROTOCOL_FAULT',
      blame: [{ pid: evil.pid, code: 'EQUIVOCATION', certainty: 'proven' }],
    });
    await expectPaidWithoutIt(evil, requestId);
  });

  it('sends a wrong signature share is named, with proof; what was released blocks until it has expired', async () => {
    await evil.turn('wrong-share');
    const { requestId, failure } = await evil.failedTransfer();
    expect(failure).toMatchObject({
      code: 'PROTOCOL_FAULT',
      blame: [{ pid: evil.pid, code: 'ss.share', certainty: 'proven' }],
    });
    await expectRefusedUntilExpired(requestId);
    await expectPaidWithoutIt(evil, requestId);
  });
});
