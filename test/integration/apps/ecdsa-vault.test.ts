/** A vault with an ECDSA key from its ceremony to its next epoch, with three co-signers as real processes and a real EVM chain. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyLab } from '../../apps-harness/key-lab.ts';
import {
  approvedPayment,
  EVM_PATH,
  openEtherAccount,
  proposeSession,
  sessionEnded,
  SHIPYARD,
} from '../../apps-harness/lab-payments.ts';
import { openEvmChain, type EvmFixture } from '../devchains/evm-fixture.ts';

const ETH = 10n ** 18n;

let chain: EvmFixture;
let lab: KeyLab;
let address = '';

beforeAll(async () => {
  chain = await openEvmChain();
  lab = await KeyLab.start({ evmRpcUrl: chain.url, payees: [SHIPYARD] });
});
afterAll(async () => {
  await lab.close();
  await chain.close();
});

/** Orders one presignature of the first two holders and waits until both have it. */
async function orderOne(): Promise<string> {
  const { epoch, holders } = lab.vault();
  const signers = holders.slice(0, 2);
  const { index } = await lab.append({
    ...{ type: 'presignatures.ordered', vaultId: 'main', epoch, signers, path: EVM_PATH, count: 1 },
  });
  const order = lab.treasurer.replica.hashAt(index);
  await lab.until('the presignature', () =>
    signers.every((pid) => lab.treasurer.stockOf(pid)?.presignatures.some((one) => one.order === order))
      ? true
      : undefined,
  );
  return order;
}

const reasonsOf = (session: Awaited<ReturnType<typeof sessionEnded>>): string[] =>
  [...session.verdicts.values()].flatMap(({ reasons }) => reasons.map(({ code }) => code));

describe('an ECDSA vault', () => {
  it('waits for primes in its ceremony, and gets a key that every holder confirms', async () => {
    const vault = await lab.ceremony('ecdsa-secp256k1');
    expect(vault.groupKey).toHaveLength(33);
    const confirmed = [...vault.confirmations.values()];
    expect(confirmed).toHaveLength(3);
    expect(new Set(confirmed.map(({ auxHash }) => auxHash)).size).toBe(1);
    address = await openEtherAccount(lab);
    await chain.endow(address, 20n * ETH);
  });

  it('signs with a presignature, once', async () => {
    const order = await orderOne();
    const requestId = await approvedPayment(lab);
    const presignature = { order, index: 0 };
    const session = await sessionEnded(lab, await proposeSession(lab, chain.client, requestId, { presignature }));
    expect([session.outcome.type, reasonsOf(session)]).toEqual(['signed', []]);
    const again = proposeSession(lab, chain.client, await approvedPayment(lab), { presignature });
    await expect(again).rejects.toMatchObject({ code: 'PRESIGNATURE_TAKEN' });
  });

  it('signs without a presignature', async () => {
    const requestId = await approvedPayment(lab);
    const session = await sessionEnded(lab, await proposeSession(lab, chain.client, requestId));
    expect([session.outcome.type, reasonsOf(session)]).toEqual(['signed', []]);
  });

  it('refuses a presignature that a signer does not hold', async () => {
    const { epoch, holders } = lab.vault();
    const signers = holders.slice(1);
    // Made by nobody: the third co-signer is gone when it is ordered.
    await lab.coSigner(holders[2] ?? '').kill();
    const { index } = await lab.append({
      ...{ type: 'presignatures.ordered', vaultId: 'main', epoch, signers, path: EVM_PATH, count: 1 },
    });
    const presignature = { order: lab.treasurer.replica.hashAt(index), index: 0 };
    const requestId = await approvedPayment(lab);
    const change = { presignature, signers };
    const session = await sessionEnded(lab, await proposeSession(lab, chain.client, requestId, change));
    expect([session.outcome.type, reasonsOf(session)]).toEqual(['refused', ['PRESIGNATURE_UNUSABLE']]);
    const third = lab.coSigner(holders[2] ?? '');
    await third.start();
    await third.following;
  });

  it('has the same address after a refresh, whose old shares are destroyed by all', async () => {
    const order = await orderOne();
    const before = lab.vault();
    await lab.reshare(before.holders);
    const after = await lab.epochInForce(1);
    expect(after.groupKey).toEqual(before.groupKey);
    await lab.erasedByAll(0);
    const requestId = await approvedPayment(lab);
    const old = { presignature: { order, index: 0 } };
    await expect(proposeSession(lab, chain.client, requestId, old)).rejects.toMatchObject({
      code: 'PRESIGNATURE_DIFFERS',
    });
    const session = await sessionEnded(lab, await proposeSession(lab, chain.client, requestId));
    expect([session.outcome.type, session.proposal.epoch]).toEqual(['signed', 1]);
  });
});
