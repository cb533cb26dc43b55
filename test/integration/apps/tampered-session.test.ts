/** A console in an attacker's hands proposes other bytes than the approved intent's. Every co-signer reads them for itself. */
import { base58 } from '@scure/base';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/base/bytes.ts';
import { buildTransfer } from '../../../src/adapters/chains/solana/build-transfer.ts';
import { DEMO_FUNDS } from '../../../src/apps/console/demo-vaults.ts';
import { approvalDigest } from '../../../src/treasury/intent/approval-digest.ts';
import type { TransferIntent } from '../../../src/treasury/intent/intent.ts';
import { approve, startDemo, type DemoConsole } from '../../apps-harness/demo-console.ts';
import { intentOf, publishForged } from '../../apps-harness/forged-entry.ts';
import { honestProposal, refusalsOf, type Proposal } from '../../apps-harness/propose.ts';
import { encodeRaw, keyOf, SYSTEM_KEY, transferData } from '../../unit/adapters/chains/solana/raw-message.ts';

let demo: DemoConsole;

beforeAll(async () => {
  demo = await startDemo();
  // The attacker decides what this console proposes.
  demo.officer.coordinator.stop();
});
afterAll(() => demo.dispose());
afterEach(async () => {
  const [account] = demo.state.accounts.values();
  expect(await demo.chain.balanceOf(account?.address ?? '')).toBe(DEMO_FUNDS);
});

/** A request by the CFO that the Treasurer has approved. */
async function approvedRequest(): Promise<{ requestId: string; intent: TransferIntent }> {
  const intent = intentOf(demo);
  const { requestId } = intent;
  expect(await publishForged(demo, { type: 'request.created', intent }, { memberId: 'cfo' })).toBe('ADMITTED');
  await approve(demo.treasurer, requestId);
  await demo.reached(requestId, 'approved');
  return { requestId, intent };
}

const everyone = (...codes: readonly string[]) => ({ endpoint: codes, hsm: codes, compliance: codes });

/** What the co-signers say to an approved request whose bytes were changed. */
async function judgeBytes(change: (intent: TransferIntent, blockhash: string) => Uint8Array) {
  const { requestId, intent } = await approvedRequest();
  const proposal = await honestProposal(demo, requestId);
  const unsignedTransaction = bytesToHex(change(intent, blockhashOf(proposal)));
  return judgeProposal({ ...proposal, unsignedTransaction });
}

function blockhashOf({ lifetime }: Proposal): string {
  if ('blockhash' in lifetime) return lifetime.blockhash;
  throw new Error('The demo pays on Solana.');
}

async function judgeProposal(proposal: Proposal) {
  await demo.officer.replica.append(proposal);
  return refusalsOf(demo, proposal.sessionId);
}

describe('other bytes', () => {
  it('another recipient', async () => {
    const { intent } = await approvedRequest();
    const other = [...demo.state.payees.values()].find(({ address }) => address !== intent.to);
    const refusals = await judgeBytes(({ from, amount }, blockhash) =>
      buildTransfer({ from, to: other?.address ?? '', lamports: amount, blockhash }),
    );
    expect(refusals).toEqual(everyone('RECIPIENT_DIFFERS'));
  });

  it.each([1n, -1n])('an amount that differs by %s lamport', async (by) => {
    const refusals = await judgeBytes(({ from, to, amount }, blockhash) =>
      buildTransfer({ from, to, lamports: amount + by, blockhash }),
    );
    expect(refusals).toEqual(everyone('AMOUNT_DIFFERS'));
  });

  it('somebody else as fee payer, who must sign, too', async () => {
    const refusals = await judgeBytes(({ from, to, amount }, blockhash) =>
      encodeRaw({
        version: 0,
        header: [2, 0, 1],
        keys: [keyOf(7), base58.decode(from), base58.decode(to), SYSTEM_KEY],
        blockhash: base58.decode(blockhash),
        instructions: [{ program: 3, accounts: [1, 2], data: transferData(amount) }],
      }),
    );
    expect(refusals).toEqual(everyone('SENDER_DIFFERS', 'EFFECT_UNEXPLAINED'));
  });

  it('a second transfer behind the approved one', async () => {
    const refusals = await judgeBytes(({ from, to, amount }, blockhash) =>
      encodeRaw({
        version: 0,
        header: [1, 0, 1],
        keys: [base58.decode(from), base58.decode(to), keyOf(7), SYSTEM_KEY],
        blockhash: base58.decode(blockhash),
        instructions: [
          { program: 3, accounts: [0, 1], data: transferData(amount) },
          { program: 3, accounts: [0, 2], data: transferData(1n) },
        ],
      }),
    );
    expect(refusals).toEqual(everyone('EFFECT_UNEXPLAINED'));
  });

  it('a call of another program behind the approved transfer', async () => {
    const refusals = await judgeBytes(({ from, to, amount }, blockhash) =>
      encodeRaw({
        version: 0,
        header: [1, 0, 2],
        keys: [base58.decode(from), base58.decode(to), SYSTEM_KEY, keyOf(5)],
        blockhash: base58.decode(blockhash),
        instructions: [
          { program: 2, accounts: [0, 1], data: transferData(amount) },
          { program: 3, accounts: [0], data: Uint8Array.of(1) },
        ],
      }),
    );
    expect(refusals).toEqual(everyone('EFFECT_UNEXPLAINED'));
  });

  it('bytes that are no transaction', async () => {
    expect(await judgeBytes(() => Uint8Array.of(1, 2, 3))).toEqual(everyone('BYTES_UNREADABLE'));
  });

  it('another blockhash than the proposal names', async () => {
    const refusals = await judgeBytes(({ from, to, amount }) =>
      buildTransfer({ from, to, lamports: amount, blockhash: base58.encode(keyOf(9)) }),
    );
    expect(refusals).toEqual(everyone('LIFETIME_INVALID'));
  });

  it('the blockhash of another network', async () => {
    const { requestId, intent } = await approvedRequest();
    const proposal = await honestProposal(demo, requestId);
    const { from, to, amount } = intent;
    const blockhash = base58.encode(keyOf(9));
    const refusals = await judgeProposal({
      ...proposal,
      unsignedTransaction: bytesToHex(buildTransfer({ from, to, lamports: amount, blockhash })),
      lifetime: { ...proposal.lifetime, blockhash },
    });
    expect(refusals).toEqual(everyone('LIFETIME_INVALID'));
  });

  it('a blockhash that has expired', async () => {
    const { requestId } = await approvedRequest();
    const proposal = await honestProposal(demo, requestId);
    await demo.chain.expireBlockhashes();
    expect(await judgeProposal(proposal)).toEqual(everyone('LIFETIME_INVALID'));
  });
});

describe('a proposal that every replica skips', () => {
  it.each<[string, (proposal: Proposal) => Partial<Proposal>]>([
    ['POLICY_DIFFERS', () => ({ policyHash: '00'.repeat(32) })],
    ['INTENT_DIFFERS', () => ({ intentHash: '00'.repeat(32) })],
    ['SESSION_EPOCH_DIFFERS', ({ epoch }) => ({ epoch: epoch + 1 })],
    ['SESSION_SIGNERS_INVALID', ({ signers }) => ({ signers: [signers[0] ?? '', signers[0] ?? ''] })],
    ['SESSION_SIGNERS_INVALID', () => ({ signers: [...demo.state.coSigners.keys()] })],
    ['SESSION_SIGNERS_INVALID', ({ signers }) => ({ signers: [signers[0] ?? '', deviceOf('treasurer')] })],
    ['SESSION_ATTEMPT_INVALID', () => ({ attempt: 2 })],
    ['SESSION_VAULT_DIFFERS', () => ({ vaultId: 'other' })],
    ['SESSION_BYTES_INVALID', () => ({ unsignedTransaction: '' })],
  ])('%s', async (code, change) => {
    const { requestId } = await approvedRequest();
    const proposal = await honestProposal(demo, requestId);
    expect(await publishForged(demo, { ...proposal, ...change(proposal) })).toBe(code);
    expect(demo.state.requests.get(requestId)?.sessions).toEqual([]);
  });

  it('REQUEST_NOT_APPROVED, before anybody approved', async () => {
    const intent = intentOf(demo);
    await demo.officer.replica.append({ type: 'request.created', intent });
    const proposal = await honestProposal(demo, intent.requestId);
    expect(await publishForged(demo, proposal)).toBe('REQUEST_NOT_APPROVED');
  });
});

describe('an expired request', () => {
  const HOUR = 3_600_000n;

  it('cannot be approved: not on the screen, and not in the log', async () => {
    const now = demo.officer.clock.now();
    const intent = intentOf(demo, { expiresAt: now - HOUR });
    const forged = { memberId: 'cfo', time: now - 2n * HOUR };
    expect(await publishForged(demo, { type: 'request.created', intent }, forged)).toBe('ADMITTED');
    const { requestId } = intent;
    await expect(approve(demo.treasurer, requestId)).rejects.toMatchObject({ code: 'REQUEST_EXPIRED' });
    expect(await publishForged(demo, await approvalOf(intent))).toBe('REQUEST_EXPIRED');
  });

  it('with back-dated approval and proposal passes the log’s rules, but no co-signer’s clock', async () => {
    const now = demo.officer.clock.now();
    const intent = intentOf(demo, { expiresAt: now - HOUR });
    const past = now - 2n * HOUR;
    const { requestId } = intent;
    await publishForged(demo, { type: 'request.created', intent }, { memberId: 'cfo', time: past });
    expect(await publishForged(demo, await approvalOf(intent), { time: past })).toBe('ADMITTED');
    const proposal = await honestProposal(demo, requestId);
    expect(await publishForged(demo, proposal, { time: past })).toBe('ADMITTED');
    expect(await refusalsOf(demo, proposal.sessionId)).toEqual(everyone('EXPIRED'));
  });

  async function approvalOf(intent: TransferIntent) {
    const { state, officer } = demo;
    const { requestId } = intent;
    const { intentHash, policyHash } = await demo.seen('the request', () => state.requests.get(requestId));
    const { tokenId } = officer.token;
    const subject = {
      workspaceId: state.workspaceId,
      requestId,
      intentHash,
      policyHash,
      memberId: 'treasurer',
      tokenId,
    };
    const tokenSignature = await officer.token.sign({
      digest: approvalDigest(subject),
      screens: [{ title: 'Back-dated', text: 'approval' }],
    });
    return { type: 'request.approved', requestId, intentHash, policyHash, tokenId, tokenSignature } as const;
  }
});

function deviceOf(memberId: string): string {
  return demo.state.members.get(memberId)?.device.pid ?? '';
}
