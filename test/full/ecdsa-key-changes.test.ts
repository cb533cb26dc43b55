/** New shares of an ECDSA key at 2048 bits: another holder, and a process that dies in the middle. Afterwards the key signs on a real chain. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyLab } from '../apps-harness/key-lab.ts';
import {
  approvedPayment,
  openEtherAccount,
  orderPresignature,
  proposeSession,
  sessionEnded,
  SHIPYARD,
} from '../apps-harness/lab-payments.ts';
import { openEvmChain, type EvmFixture } from '../integration/devchains/evm-fixture.ts';

let chain: EvmFixture;
let lab: KeyLab;

beforeAll(async () => {
  chain = await openEvmChain();
  lab = await KeyLab.start({ evmRpcUrl: chain.url, payees: [SHIPYARD] });
  await lab.ceremony('ecdsa-secp256k1');
  await chain.endow(await openEtherAccount(lab), 20n * 10n ** 18n);
});
afterAll(async () => {
  await lab.close();
  await chain.close();
});

async function expectToPay(signers: readonly string[]): Promise<void> {
  const requestId = await approvedPayment(lab);
  const sessionId = await proposeSession(lab, chain.client, requestId, { signers: [...signers] });
  const session = await sessionEnded(lab, sessionId);
  expect([session.outcome.type, session.proposal.epoch]).toEqual(['signed', lab.vault().epoch]);
}

describe('new shares of an ECDSA vault', () => {
  it('are the same key; what was made for the old ones is refused, and they are destroyed', async () => {
    const order = await orderPresignature(lab);
    const { groupKey, holders } = lab.vault();
    await lab.reshare(holders);
    expect((await lab.epochInForce(1)).groupKey).toEqual(groupKey);
    await lab.erasedByAll(0);
    for (const coSigner of lab.coSigners) expect(lab.shareFiles(coSigner)).toEqual(['main.1.share']);
    const requestId = await approvedPayment(lab);
    const old = { presignature: { order, index: 0 } };
    const refused = proposeSession(lab, chain.client, requestId, old);
    await expect(refused).rejects.toMatchObject({ code: 'PRESIGNATURE_DIFFERS' });
    await expect(proposeSession(lab, chain.client, requestId, { epoch: 0 })).rejects.toMatchObject({
      code: 'SESSION_EPOCH_DIFFERS',
    });
    await expectToPay(holders.slice(0, 2));
  });

  it('go to a new process, which signs with them', async () => {
    const { groupKey, holders } = lab.vault();
    const joining = await lab.enrol('four');
    const [leaving = '', ...staying] = holders;
    await lab.reshare([...staying, joining.pid]);
    const after = await lab.epochInForce(2);
    expect(after.groupKey).toEqual(groupKey);
    await lab.erasedByAll(1);
    expect(lab.shareFiles(lab.coSigner(leaving))).toEqual([]);
    await expectToPay([staying[0] ?? '', joining.pid]);
  });

  it.each([1, 2, 3])('survive a process that dies in the run, time %i', async () => {
    const { groupKey, holders, epoch, sharing } = lab.vault();
    const dying = lab.coSigner(holders[0] ?? '');
    lab.treasurer.heard.length = 0;
    const seen = 4 + 8 * sharing.reshares.length;
    const begun = lab.until('the run', () => {
      const events = lab.treasurer.heard.filter(
        ({ from, message }) => from === dying.pid && message.type === 'progress',
      );
      return events.length > seen ? true : undefined;
    });
    const runId = await lab.reshare(holders);
    await begun;
    await dying.restart();
    await lab.until('the end of the run', () => {
      const reshare = lab.vault().sharing.reshares.find((one) => one.runId === runId);
      return reshare?.status === 'running' ? undefined : reshare;
    });
    const { nextEpoch } = lab.vault().sharing;
    expect(lab.vault().epoch).toBeGreaterThanOrEqual(epoch);
    await lab.reshare(holders);
    expect((await lab.epochInForce(nextEpoch)).groupKey).toEqual(groupKey);
    await lab.erasedByAll(epoch);
    for (const coSigner of holders.map((pid) => lab.coSigner(pid)))
      expect(lab.shareFiles(coSigner)).toContain(`main.${nextEpoch}.share`);
    await expectToPay([dying.pid, holders[2] ?? '']);
  });
});
