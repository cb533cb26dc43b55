import { describe, expect, it } from 'vitest';
import { intentHash } from '../../../../src/treasury/intent/intent-hash.ts';
import type { TransferIntent } from '../../../../src/treasury/intent/intent.ts';
import type { Policy } from '../../../../src/treasury/policy/policy.ts';
import { admit } from '../../../../src/treasury/workspace/admit.ts';
import type { EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import type { WorkspaceState } from '../../../../src/treasury/workspace/state.ts';
import { HOUR, SOL, STRANGER, testMember, verify } from '../test-people.ts';
import {
  answerOf,
  cfo,
  controller,
  endpoint,
  found,
  genesisBody,
  hsm,
  idOf,
  POLICY,
  START,
  TestWorkspace,
  treasurer,
  VAULT_ADDRESS,
} from '../test-workspace.ts';

const clerk = testMember('clerk', 'Clerk');
const other = 'ab'.repeat(32);

/** Also a member who is in no group. */
const ready = () => TestWorkspace.ready({ members: [...genesisBody().members, clerk.record] });
const create = (workspace: TestWorkspace, changes: Partial<TransferIntent> = {}) =>
  answerOf(workspace.offer(treasurer, { type: 'request.created', intent: workspace.intent(changes) }));

describe('request.created', () => {
  it('starts as pending, with a number, the hash of the intent and the verdict of the policy', () => {
    const workspace = ready();
    const [first, second] = [workspace.request(), workspace.request({}, clerk)];
    expect(workspace.requestState(first)).toMatchObject({
      number: 1,
      status: 'pending',
      initiator: 'treasurer',
      index: 6,
      verdict: { type: 'allowed', ruleId: 'T-1', destination: 'book', isComplete: false },
    });
    expect(workspace.requestState(first).intentHash).toBe(intentHash(workspace.requestState(first).intent));
    expect(workspace.requestState(second)).toMatchObject({ number: 2, initiator: 'clerk' });
  });

  it.each([
    ['OVER_LIMIT', { amount: 51n * SOL }],
    ['NO_RULE', { to: STRANGER, payeeId: '' as const }],
    ['EXPIRY_TOO_LATE', { expiresAt: START + 30n * HOUR }],
  ])('keeps what the policy denies as blocked: %s', (code, changes) => {
    const workspace = ready();
    const requestId = workspace.request(changes);
    expect(workspace.requestState(requestId)).toMatchObject({ status: 'blocked', verdict: { type: 'denied', code } });
    expect(answerOf(workspace.offer(cfo, workspace.approval(cfo, requestId)))).toBe('REQUEST_TERMINAL');
  });

  it.each<[string, string, Partial<TransferIntent>]>([
    ['INTENT_INVALID', 'another workspace', { workspaceId: other }],
    ['INTENT_INVALID', 'an account nobody opened', { accountId: 'reserve' }],
    ['INTENT_INVALID', 'an account of another vault', { vaultId: 'second' }],
    ['INTENT_INVALID', 'a sender that is not the account', { from: STRANGER }],
    ['INTENT_INVALID', 'another network', { network: 'elsewhere' }],
    ['INTENT_INVALID', 'a recipient that is no address', { to: '0'.repeat(40), payeeId: '' }],
    ['INTENT_INVALID', 'a payment to itself', { to: VAULT_ADDRESS, payeeId: '' }],
    ['INTENT_INVALID', 'no amount', { amount: 0n }],
    ['INTENT_INVALID', 'more than the chain can carry', { amount: 2n ** 64n }],
    ['INTENT_INVALID', 'a fee larger than the chain can carry', { feeCeiling: 2n ** 64n }],
    ['INTENT_INVALID', "a payee's name on a stranger's address", { to: STRANGER }],
    ['INTENT_INVALID', "a payee's address without the payee's name", { payeeId: '' }],
    ['INTENT_INVALID', 'a payee nobody knows', { payeeId: 'nobody' }],
    ['REQUEST_EXPIRED', 'an end that has passed', { expiresAt: START }],
  ])('%s: %s', (code, _, changes) => {
    expect(create(ready(), changes)).toBe(code);
  });

  it('REQUEST_EXISTS: one id once', () => {
    const workspace = ready();
    const requestId = workspace.request();
    expect(create(workspace, { requestId })).toBe('REQUEST_EXISTS');
  });

  it('NOT_ENTITLED: a co-signer asks for nothing', () => {
    const workspace = ready();
    expect(answerOf(workspace.offer(hsm, { type: 'request.created', intent: workspace.intent() }))).toBe(
      'NOT_ENTITLED',
    );
  });
});

describe('request.approved', () => {
  it('completes the quorum of T-1 with one other officer', () => {
    const workspace = ready();
    const requestId = workspace.request();
    workspace.approve(cfo, requestId);
    expect(workspace.requestState(requestId)).toMatchObject({
      status: 'approved',
      approvals: [{ memberId: 'cfo', tokenId: 'token-cfo', index: 7 }],
      verdict: { type: 'allowed', isComplete: true },
    });
  });

  it('needs two different people for T-2, whoever comes first', () => {
    const workspace = ready();
    const requestId = workspace.request({ amount: 20n * SOL });
    workspace.approve(controller, requestId);
    expect(workspace.requestState(requestId).status).toBe('pending');
    workspace.approve(cfo, requestId);
    expect(workspace.requestState(requestId).status).toBe('approved');
  });

  const approvalOf = (changes: Partial<EntryOf<'request.approved'>>) => (w: TestWorkspace, id: string) =>
    w.offer(cfo, w.approval(cfo, id, changes));
  it.each([
    [
      'SELF_APPROVAL',
      'by the initiator',
      (w: TestWorkspace, id: string) => w.offer(treasurer, w.approval(treasurer, id)),
    ],
    [
      'DOUBLE_APPROVAL',
      'by one person twice',
      (w: TestWorkspace) => {
        const id = w.request({ amount: 20n * SOL });
        w.approve(cfo, id);
        return w.offer(cfo, w.approval(cfo, id));
      },
    ],
    [
      'NOT_IN_GROUP',
      'by a member of no group',
      (w: TestWorkspace, id: string) => w.offer(clerk, w.approval(clerk, id)),
    ],
    [
      'APPROVAL_NOT_NEEDED',
      'after the quorum is complete',
      (w: TestWorkspace, id: string) => {
        w.approve(cfo, id);
        return w.offer(controller, w.approval(controller, id));
      },
    ],
    ['NOT_ENTITLED', 'by a co-signer', (w: TestWorkspace, id: string) => w.offer(endpoint, w.approval(cfo, id))],
    ['REQUEST_UNKNOWN', 'of a request nobody made', approvalOf({ requestId: idOf('nothing') })],
    ['INTENT_DIFFERS', 'of another intent', approvalOf({ intentHash: other })],
    ['POLICY_DIFFERS', 'under another policy', approvalOf({ policyHash: other })],
    ['TOKEN_UNKNOWN', "with somebody else's token", approvalOf({ tokenId: 'token-controller' })],
    ['APPROVAL_SIGNATURE_INVALID', 'without a signature', approvalOf({ tokenSignature: new Uint8Array(64) })],
    [
      'APPROVAL_SIGNATURE_INVALID',
      "signed by somebody else's token",
      (w: TestWorkspace, id: string) => w.offer(cfo, { ...w.approval(controller, id), tokenId: 'token-cfo' }),
    ],
    [
      'APPROVAL_SIGNATURE_INVALID',
      'replayed from another request',
      (w: TestWorkspace, id: string) =>
        w.offer(cfo, { ...w.approval(cfo, w.request()), requestId: id, intentHash: w.requestState(id).intentHash }),
    ],
  ])('%s: %s', (code, _, run) => {
    const workspace = ready();
    const requestId = workspace.request();
    expect(answerOf(run(workspace, requestId))).toBe(code);
  });

  it('APPROVAL_NOT_NEEDED: where the only place this person could take is taken', () => {
    const [first] = POLICY.rules;
    const policy: Policy = {
      version: 1,
      groups: [
        { groupId: 'clerks', name: 'Clerks', members: ['clerk', 'controller'] },
        { groupId: 'chief', name: 'Chief', members: ['cfo'] },
      ],
      rules: [{ ...found(first), needs: ['clerks', 'chief'].map((groupId) => ({ groupId, quorum: 1 })) }],
    };
    const workspace = TestWorkspace.ready({ members: [...genesisBody().members, clerk.record], policy });
    const requestId = workspace.request();
    workspace.approve(clerk, requestId);
    expect(answerOf(workspace.offer(controller, workspace.approval(controller, requestId)))).toBe(
      'APPROVAL_NOT_NEEDED',
    );
    expect(workspace.requestState(requestId).status).toBe('pending');
    workspace.approve(cfo, requestId);
    expect(workspace.requestState(requestId).status).toBe('approved');
  });

  it('REQUEST_EXPIRED: from the very millisecond on', () => {
    const workspace = ready();
    const requestId = workspace.request();
    const { expiresAt } = workspace.requestState(requestId).intent;
    const approval = workspace.approval(cfo, requestId);
    expect(answerOf(workspace.offer(cfo, approval, { time: expiresAt }))).toBe('REQUEST_EXPIRED');
    expect(answerOf(workspace.offer(cfo, approval, { time: expiresAt - 1n }))).toBe('admitted');
  });

  it('SIMULATED_TOKEN_REFUSED: even if a production workspace held a simulated token', () => {
    const workspace = ready();
    const requestId = workspace.request();
    const production: WorkspaceState = { ...workspace.now, kind: 'production' };
    const entry = workspace.entry(cfo, workspace.approval(cfo, requestId));
    expect(answerOf(admit(production, entry, verify))).toBe('SIMULATED_TOKEN_REFUSED');
  });
});

describe('request.rejected and request.cancelled', () => {
  const reject = (requestId: string) =>
    ({ type: 'request.rejected', requestId, reason: 'The invoice is paid already.' }) as const;
  const cancel = (requestId: string) => ({ type: 'request.cancelled', requestId }) as const;

  it('is rejected by any other member, with the reason', () => {
    const workspace = ready();
    const requestId = workspace.request();
    workspace.add(clerk, reject(requestId));
    expect(workspace.requestState(requestId)).toMatchObject({
      status: 'rejected',
      rejection: { memberId: 'clerk', reason: 'The invoice is paid already.', index: 7 },
    });
  });

  it('is cancelled by its initiator, also when approved and after its expiry', () => {
    const workspace = ready();
    const requestId = workspace.request();
    workspace.approve(cfo, requestId);
    workspace.add(treasurer, cancel(requestId), { time: START + 100n * HOUR });
    expect(workspace.requestState(requestId).status).toBe('cancelled');
  });

  it.each([
    ['NOT_ENTITLED', 'rejection by the initiator', (w: TestWorkspace, id: string) => w.offer(treasurer, reject(id))],
    ['NOT_ENTITLED', 'rejection by a co-signer', (w: TestWorkspace, id: string) => w.offer(hsm, reject(id))],
    ['NOT_ENTITLED', 'cancelling by another member', (w: TestWorkspace, id: string) => w.offer(cfo, cancel(id))],
    ['NOT_ENTITLED', 'cancelling by a co-signer', (w: TestWorkspace, id: string) => w.offer(hsm, cancel(id))],
    ['REQUEST_UNKNOWN', 'rejection of nothing', (w: TestWorkspace) => w.offer(cfo, reject(idOf('nothing')))],
    ['REQUEST_UNKNOWN', 'cancelling nothing', (w: TestWorkspace) => w.offer(treasurer, cancel(idOf('nothing')))],
    [
      'REQUEST_TERMINAL',
      'rejection of a cancelled request',
      (w: TestWorkspace, id: string) => {
        w.add(treasurer, cancel(id));
        return w.offer(cfo, reject(id));
      },
    ],
    [
      'REQUEST_IN_SIGNING',
      'cancelling while co-signers judge',
      (w: TestWorkspace, id: string) => {
        w.approve(cfo, id);
        w.propose(id);
        return w.offer(treasurer, cancel(id));
      },
    ],
    [
      'REQUEST_IN_SIGNING',
      'rejecting what is signed',
      (w: TestWorkspace, id: string) => {
        w.add(hsm, w.signed(w.agreedSession(id)));
        return w.offer(cfo, reject(id));
      },
    ],
  ])('%s: %s', (code, _, run) => {
    const workspace = ready();
    const requestId = workspace.request();
    expect(answerOf(run(workspace, requestId))).toBe(code);
  });

  it('a policy of one person can never be met by that person alone', () => {
    const alone = {
      ...POLICY,
      groups: [{ groupId: 'treasury', name: 'Treasury', members: ['treasurer'] }],
      rules: POLICY.rules.slice(0, 1),
    };
    const workspace = TestWorkspace.ready({ policy: alone });
    expect(workspace.requestState(workspace.request())).toMatchObject({
      status: 'blocked',
      verdict: { code: 'QUORUM_IMPOSSIBLE' },
    });
  });
});
