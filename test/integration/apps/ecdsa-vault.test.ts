/**
 * A vault with an ECDSA key, with three co-signers as real processes and a real EVM chain. (Its next epochs: `full/ecdsa-key-changes`.)
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyLab } from '../../apps-harness/key-lab.ts';
import {
  approvedPayment,
  EVM_PATH,
  openEtherAccount,
  orderPresignature,
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

const reasonsOf = (session: Awaited<ReturnType<typeof sessionEnded>>): string[] =>
  [...session.verdicts.values()].flatMap(({ reasons }) => reasons.map(({ code }) => code));

describe('an ECDSA vault', { timeout: 300_000 }, () => {
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
    const order = await orderPresignature(lab);
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
});
