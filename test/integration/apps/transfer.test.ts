/** The officers' ways through a transfer, with real processes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../src/contract/client.ts';
import { DEMO_FUNDS } from '../../../src/apps/console/demo-vaults.ts';
import {
  approve,
  commandId,
  draft,
  shown,
  startDemo,
  submit,
  type DemoConsole,
} from '../../apps-harness/demo-console.ts';
import { outcomeOf } from '../../apps-harness/codes.ts';
import { publishForged } from '../../apps-harness/forged-entry.ts';

let demo: DemoConsole;
let cfo: Client;

beforeAll(async () => {
  demo = await startDemo();
  cfo = await demo.openCfo();
});
afterAll(() => demo.dispose());

describe('a transfer', () => {
  it('goes from request over approval to the chain, once and to the lamport', async () => {
    const requestId = await submit(demo.treasurer, draft('2.5'));
    await demo.reached(requestId, 'pending');
    await approve(cfo, requestId);
    const request = await demo.reached(requestId, 'confirmed', 'failed', 'locked');
    expect(request).toMatchObject({ status: 'confirmed', approvals: [{ memberId: 'cfo' }], sessions: [{}] });
    const session = request.sessions[0];
    const answers = [...(session?.verdicts.values() ?? [])].map(({ answer }) => answer);
    expect(answers.every((answer) => answer === 'contribute')).toBe(true);
    expect(await demo.chain.balanceOf(request.intent.to)).toBe(2_500_000_000n);
    expect(await demo.chain.balanceOf(request.intent.from)).toBe(DEMO_FUNDS - 2_500_000_000n - 5_000n);
    expect(await demo.chain.transactionsOf(request.intent.to)).toEqual([request.transactionId]);
    expect(await demo.treasurer.call('log.verify', {})).toMatchObject({ isIntact: true, fault: null });
  });

  it('ends when the second officer rejects it, with the reason in the log', async () => {
    const requestId = await submit(demo.treasurer, draft('1'));
    await demo.reached(requestId, 'pending');
    await shown(cfo, requestId);
    await cfo.call('request.reject', { requestId, reason: 'Invoice was paid in May', commandId: commandId() });
    const request = await demo.reached(requestId, 'rejected');
    expect(request.rejection).toMatchObject({ memberId: 'cfo', reason: 'Invoice was paid in May' });
    const intentHash = request.intentHash;
    expect(await outcomeOf(cfo.call('request.approve', { requestId, intentHash, commandId: commandId() }))).toBe(
      'APPROVAL_NOT_NEEDED',
    );
  });

  it('is taken back by its initiator, and by nobody else', async () => {
    const requestId = await submit(demo.treasurer, draft('1'));
    await shown(cfo, requestId);
    expect(await outcomeOf(cfo.call('request.cancel', { requestId, commandId: commandId() }))).toBe('NOT_ENTITLED');
    const reject = { requestId, reason: 'my own', commandId: commandId() };
    expect(await outcomeOf(demo.treasurer.call('request.reject', reject))).toBe('NOT_ENTITLED');
    await demo.treasurer.call('request.cancel', { requestId, commandId: commandId() });
    expect((await demo.reached(requestId, 'cancelled')).sessions).toEqual([]);
    expect(await outcomeOf(approve(cfo, requestId))).toBe('APPROVAL_NOT_NEEDED');
  });

  it('over the limit is blocked: recorded, and open to nobody', async () => {
    const requestId = await submit(demo.treasurer, draft('120'));
    expect(demo.state.requests.get(requestId)).toMatchObject({ status: 'blocked', verdict: { type: 'denied' } });
    await shown(cfo, requestId);
    expect(await outcomeOf(approve(cfo, requestId))).toBe('APPROVAL_NOT_NEEDED');
    const start = demo.treasurer.call('session.start', { requestId, commandId: commandId() });
    expect(await outcomeOf(start)).toBe('REQUEST_NOT_APPROVED');
  });

  it('submitted twice with one command is one request', async () => {
    const asked = draft('3');
    const preview = await demo.treasurer.call('transfer.preview', { draft: asked });
    const expectedSentence = preview.intent.sentence.map(({ text }) => text).join('');
    const once = { draft: asked, expectedSentence, commandId: commandId() };
    const both = await Promise.all([
      demo.treasurer.call('transfer.submit', once),
      demo.treasurer.call('transfer.submit', once),
    ]);
    expect(both[0]).toEqual(both[1]);
    expect((await demo.treasurer.call('transfer.submit', once)).logIndex).toBe(both[0].logIndex);
  });

  it('with another meaning than the officer read is not submitted', async () => {
    const preview = await demo.treasurer.call('transfer.preview', { draft: draft('3') });
    const expectedSentence = preview.intent.sentence.map(({ text }) => text).join('');
    const swapped = { draft: draft('4'), expectedSentence, commandId: commandId() };
    expect(await outcomeOf(demo.treasurer.call('transfer.submit', swapped))).toBe('MEANING_CHANGED');
  });
});

describe('approvals', () => {
  it('of one’s own request are refused by the console, by the own log, and by every other replica', async () => {
    const requestId = await submit(demo.treasurer, draft('2'));
    const request = await demo.reached(requestId, 'pending');
    const { intentHash, policyHash } = request;
    expect(await outcomeOf(approve(demo.treasurer, requestId))).toBe('SELF_APPROVAL');
    const body = {
      type: 'request.approved',
      requestId,
      intentHash,
      policyHash,
      tokenId: demo.officer.token.tokenId,
      tokenSignature: new Uint8Array(64),
    } as const;
    expect(await outcomeOf(demo.officer.replica.appendOnce(body))).toBe('SELF_APPROVAL');
    // A patched console would not ask its own replica: the candidate reaches every other one and is skipped there.
    expect(await publishForged(demo, body)).toBe('SELF_APPROVAL');
    expect(demo.state.requests.get(requestId)).toMatchObject({ status: 'pending', approvals: [] });
  });

  it('count once for each person', async () => {
    const requestId = await submit(demo.treasurer, draft('20'));
    await demo.reached(requestId, 'pending');
    await approve(cfo, requestId);
    const approved = await demo.seen('the approval', (state) => {
      const request = state.requests.get(requestId);
      return request?.approvals.length === 1 ? request : undefined;
    });
    expect(approved.status).toBe('pending');
    expect(await outcomeOf(approve(cfo, requestId))).toBe('DOUBLE_APPROVAL');
    const [first] = approved.approvals;
    const { intentHash, policyHash } = approved;
    const again = {
      type: 'request.approved',
      requestId,
      intentHash,
      policyHash,
      tokenId: first?.tokenId ?? '',
      tokenSignature: first?.tokenSignature ?? new Uint8Array(64),
    } as const;
    expect(await publishForged(demo, again, { memberId: 'cfo' })).toBe('DOUBLE_APPROVAL');
  });

  it('with another intent’s hash, and with a token that refuses, are none', async () => {
    const requestId = await submit(cfo, draft('2'));
    await demo.reached(requestId, 'pending');
    const swapped = { requestId, intentHash: '00'.repeat(32), commandId: commandId() };
    expect(await outcomeOf(demo.treasurer.call('request.approve', swapped))).toBe('INTENT_DIFFERS');
    demo.tokenAnswer = 'refuse';
    expect(await outcomeOf(approve(demo.treasurer, requestId))).toBe('TOKEN_REFUSED');
    demo.tokenAnswer = 'approve';
    expect(demo.state.requests.get(requestId)?.approvals).toEqual([]);
  });

  it('made with a key that is not the token’s are refused by every replica', async () => {
    const requestId = await submit(cfo, draft('2'));
    const { intentHash, policyHash } = await demo.reached(requestId, 'pending');
    const forged = {
      type: 'request.approved',
      requestId,
      intentHash,
      policyHash,
      tokenId: demo.officer.token.tokenId,
      tokenSignature: new Uint8Array(64).fill(7),
    } as const;
    expect(await publishForged(demo, forged)).toBe('APPROVAL_SIGNATURE_INVALID');
  });
});
