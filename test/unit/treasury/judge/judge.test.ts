import { describe, expect, it } from 'vitest';
import { judge, type EarlierContribution, type JudgeInput } from '../../../../src/treasury/judge/judge.ts';
import { clip, readingSentence } from '../../../../src/treasury/judge/reading-sentence.ts';
import type { TransactionReading } from '../../../../src/treasury/judge/reading.ts';
import { RefusalReason } from '../../../../src/treasury/workspace/entry.ts';
import type {
  ApprovalRecord,
  RequestState,
  SessionState,
  VaultState,
  WorkspaceState,
} from '../../../../src/treasury/workspace/state.ts';
import { keyOf, seedOf, SOL, STRANGER, testMember, verify } from '../test-people.ts';
import {
  BLOCKHASH,
  cfo,
  compliance,
  controller,
  endpoint,
  found,
  genesisBody,
  hsm,
  NETWORK,
  START,
  TestWorkspace,
  treasurer,
  VAULT_ADDRESS,
} from '../test-workspace.ts';

const clerk = testMember('clerk', 'Clerk');
const workspace = TestWorkspace.ready({ members: [...genesisBody().members, clerk.record] });
const requestId = workspace.request({ amount: 20n * SOL });
workspace.approve(controller, requestId);
workspace.approve(cfo, requestId);
const sessionId = workspace.propose(requestId);
const { intent } = workspace.requestState(requestId);

const reading: TransactionReading = {
  chain: 'solana',
  from: VAULT_ADDRESS,
  to: intent.to,
  asset: 'SOL',
  amount: intent.amount,
  feePayer: VAULT_ADDRESS,
  fee: 5_000n,
  lifetime: BLOCKHASH,
  unexplained: [],
};

const input: JudgeInput = {
  state: workspace.now,
  sessionId,
  reading,
  now: START + 60_000n,
  self: hsm.pid,
  ownEpoch: 0,
  earlier: [],
  lifetimeValid: true,
  network: NETWORK,
  verify,
};

const judged = (changes: Partial<JudgeInput>) => judge({ ...input, ...changes });
const codes = (changes: Partial<JudgeInput>): string[] => {
  const judgement = judged(changes);
  return judgement.answer === 'contribute' ? ['contribute'] : judgement.reasons.map((reason) => reason.code);
};
const texts = (changes: Partial<JudgeInput>): string[] => {
  const judgement = judged(changes);
  return judgement.answer === 'contribute' ? [] : judgement.reasons.map((reason) => reason.text);
};

/** The state as a corrupted replica or a rule that once was too lax would hold it. */
function withRequest(change: (request: RequestState) => Partial<RequestState>): Partial<JudgeInput> {
  const request = workspace.requestState(requestId);
  return { state: { ...workspace.now, requests: new Map([[requestId, { ...request, ...change(request) }]]) } };
}
const withSession = (change: (session: SessionState) => Partial<SessionState>) =>
  withRequest((request) => ({ sessions: request.sessions.map((session) => ({ ...session, ...change(session) })) }));
const withProposal = (changes: Partial<SessionState['proposal']>) =>
  withSession((session) => ({ proposal: { ...session.proposal, ...changes } }));
const withVault = (changes: Partial<VaultState>): Partial<JudgeInput> => ({
  state: { ...workspace.now, vaults: new Map([['main', { ...workspace.vault(), ...changes }]]) },
});
const withState = (changes: Partial<WorkspaceState>): Partial<JudgeInput> => ({
  state: { ...workspace.now, ...changes },
});
const withApprovals = (change: (approvals: readonly ApprovalRecord[]) => readonly ApprovalRecord[]) =>
  withRequest((request) => ({ approvals: change(request.approvals) }));
const withReading = (changes: Partial<TransactionReading>): Partial<JudgeInput> => ({
  reading: { ...reading, ...changes },
});
const earlier = (changes: Partial<EarlierContribution>): EarlierContribution => ({
  sessionId: 'cd'.repeat(16),
  lifetime: 'expired',
  wasIncluded: false,
  ...changes,
});

describe('the judge contributes', () => {
  it('to bytes that do the approved intent and nothing else', () => {
    expect(judge(input)).toEqual({ answer: 'contribute' });
  });

  it.each<[string, Partial<JudgeInput>]>([
    ['as another holder', { self: endpoint.pid }],
    ['as a holder that does not sign', { self: compliance.pid }],
    ['at the last millisecond', { now: intent.expiresAt - 1n }],
    ['with a fee at the ceiling', withReading({ fee: intent.feeCeiling })],
    ['after an attempt that has expired without effect', { earlier: [earlier({})] }],
    ['after two of them', { earlier: [earlier({}), earlier({ sessionId: 'ef'.repeat(16) })] }],
    ['when the other signer has agreed already', { state: agreedState() }],
  ])('%s', (_, changes) => {
    expect(codes(changes)).toEqual(['contribute']);
  });
});

describe('the judge refuses', () => {
  it.each<[string, string, Partial<JudgeInput>]>([
    ['SHARE_LOCKED', 'to sign where too many runs failed without a culprit', { isSigningStopped: true }],
    // bytes
    [
      'BYTES_UNREADABLE',
      'what its decoder cannot read',
      { reading: { type: 'unreadable', reason: 'The bytes end early.' } },
    ],
    ['RECIPIENT_DIFFERS', 'another recipient', withReading({ to: STRANGER })],
    ['AMOUNT_DIFFERS', 'one lamport more', withReading({ amount: intent.amount + 1n })],
    ['AMOUNT_DIFFERS', 'one lamport less', withReading({ amount: intent.amount - 1n })],
    ['ASSET_DIFFERS', 'another asset', withReading({ asset: 'USDC' as 'SOL' })],
    ['NETWORK_DIFFERS', 'bytes for another chain', withReading({ chain: 'ethereum' as 'solana' })],
    ['SENDER_DIFFERS', 'another sender', withReading({ from: STRANGER })],
    ['SENDER_DIFFERS', 'another fee payer', withReading({ feePayer: STRANGER })],
    ['FEE_TOO_HIGH', 'a fee above the ceiling', withReading({ fee: intent.feeCeiling + 1n })],
    [
      'EFFECT_UNEXPLAINED',
      'an effect beyond the transfer',
      withReading({ unexplained: ['It also creates an account.'] }),
    ],
    ['LIFETIME_INVALID', 'bytes bound to another blockhash than the proposal', withReading({ lifetime: STRANGER })],
    // own endpoint
    ['LIFETIME_INVALID', 'a blockhash that is not valid', { lifetimeValid: false }],
    ['CHAIN_UNREADABLE', 'a blockhash nobody can vouch for', { lifetimeValid: 'unknown' }],
    ['NETWORK_DIFFERS', 'another network', { network: STRANGER }],
    ['CHAIN_UNREADABLE', 'an endpoint that does not name its network', { network: 'unknown' }],
    ['NETWORK_DIFFERS', 'an account that is not there', withState({ accounts: new Map() })],
    // earlier attempts
    ['EARLIER_ATTEMPT_LIVE', 'while an earlier attempt can still land', { earlier: [earlier({ lifetime: 'live' })] }],
    ['EARLIER_ATTEMPT_LIVE', 'when an earlier attempt has paid', { earlier: [earlier({ wasIncluded: true })] }],
    ['EARLIER_ATTEMPT_LIVE', 'to sign the same session twice', { earlier: [earlier({ sessionId, lifetime: 'live' })] }],
    ['CHAIN_UNREADABLE', 'when an earlier attempt may live', { earlier: [earlier({ lifetime: 'unknown' })] }],
    ['CHAIN_UNREADABLE', 'when an earlier attempt may have paid', { earlier: [earlier({ wasIncluded: 'unknown' })] }],
    [
      'RETRIES_EXHAUSTED',
      'a fourth contribution',
      { earlier: [1, 2, 3].map((n) => earlier({ sessionId: `${n}0`.repeat(16) })) },
    ],
    ['RETRIES_EXHAUSTED', 'a fourth attempt', withProposal({ attempt: 4 })],
    // session
    ['LOG_HEAD_DIFFERS', 'a session its replica does not have', { sessionId: 'cd'.repeat(16) }],
    ['REQUEST_UNKNOWN', 'a session without a request', withState({ requests: new Map() })],
    ['SIGNER_SET_INVALID', 'a vault that is not there', withState({ vaults: new Map() })],
    ['REQUEST_NOT_APPROVED', 'a request that is no longer being signed', withRequest(() => ({ status: 'cancelled' }))],
    [
      'REQUEST_NOT_APPROVED',
      'a session that is not the latest',
      withRequest((request) => ({ sessions: [...request.sessions, laterSession(request)] })),
    ],
    [
      'REQUEST_NOT_APPROVED',
      'a session that another signer refused',
      withSession(() => ({ outcome: { type: 'refused', index: 12 } })),
    ],
    ['EXPIRED', 'from the very millisecond of the expiry on', { now: intent.expiresAt }],
    ['INTENT_DIFFERS', 'a session for another intent', withProposal({ intentHash: 'cd'.repeat(32) })],
    ['POLICY_DIFFERS', 'a session under another policy', withProposal({ policyHash: 'cd'.repeat(32) })],
    ['EPOCH_DIFFERS', 'with a share of another epoch', { ownEpoch: 1 }],
    ['EPOCH_DIFFERS', 'a vault in another epoch', withVault({ epoch: 1 })],
    ['SHARE_LOCKED', 'without a share', { ownEpoch: null }],
    ['SIGNER_SET_INVALID', 'one signer too few', withProposal({ signers: [hsm.pid] })],
    ['SIGNER_SET_INVALID', 'one signer twice', withProposal({ signers: [hsm.pid, hsm.pid] })],
    ['SIGNER_SET_INVALID', 'a signer without a share', withProposal({ signers: [hsm.pid, cfo.pid] })],
    ['SIGNER_SET_INVALID', 'when it is no holder itself', { self: cfo.pid }],
    ['SIGNER_SET_INVALID', 'a vault that is not active', withVault({ status: 'ceremony' })],
    ['SENDER_DIFFERS', 'a vault whose key is not the sender', withVault({ groupKey: keyOf('x').publicKey })],
  ])('%s: %s', (code, _, changes) => {
    expect(codes(changes)).toEqual([code]);
  });

  it('INTENT_DIFFERS: an intent that was changed under its approvals, which then do not stand', () => {
    const changed = withRequest((request) => ({ intent: { ...request.intent, purpose: 'Other' } }));
    expect(codes(changed)).toEqual(['APPROVAL_INVALID', 'APPROVAL_INVALID', 'REQUEST_NOT_APPROVED', 'INTENT_DIFFERS']);
  });

  it('POLICY_DIFFERS: a policy that is not the one of its hash, under which no approval stands', () => {
    const changed = withState({ policy: { ...workspace.now.policy, version: 2 } });
    expect(codes(changed)).toEqual(['APPROVAL_INVALID', 'APPROVAL_INVALID', 'REQUEST_NOT_APPROVED', 'POLICY_DIFFERS']);
  });
});

describe('the judge counts approvals by itself', () => {
  const tooFew = ['APPROVAL_INVALID', 'REQUEST_NOT_APPROVED'];

  it.each<[string, (approvals: readonly ApprovalRecord[]) => readonly ApprovalRecord[], string]>([
    [
      'a forged token signature',
      ([a, b]) => [found(a), { ...found(b), tokenSignature: new Uint8Array(64) }],
      'the signature is not by the token of CFO',
    ],
    [
      "another member's token",
      ([a, b]) => [found(a), { ...found(b), tokenId: 'token-controller' }],
      'the token is not the one of CFO',
    ],
    ['one person counted twice', ([a]) => [found(a), found(a)], 'controller is counted twice'],
    [
      'somebody who is no member',
      ([a, b]) => [found(a), { ...found(b), memberId: 'mallory' }],
      'mallory is not a member',
    ],
    [
      'an approval after the expiry',
      ([a, b]) => [found(a), { ...found(b), time: intent.expiresAt }],
      'CFO approved after the expiry',
    ],
  ])('APPROVAL_INVALID: %s', (_, change, words) => {
    expect(codes(withApprovals(change))).toEqual(tooFew);
    expect(texts(withApprovals(change))).toEqual([
      `An approval does not stand: ${words}.`,
      expect.stringMatching(/^Rule T-2 is not met: approvals are missing from (Finance|Treasury)\.$/),
    ]);
  });

  it("APPROVAL_INVALID: the initiator's own approval, however well it is signed", () => {
    const own = workspace.approval(treasurer, requestId);
    const record = {
      memberId: 'treasurer',
      tokenId: own.tokenId,
      tokenSignature: own.tokenSignature,
      index: 9,
      time: START,
    };
    expect(codes(withApprovals(([a]) => [found(a), record]))).toEqual(tooFew);
    expect(texts(withApprovals(([a]) => [found(a), record]))[0]).toBe(
      'An approval does not stand: Treasurer asked for the transfer.',
    );
  });

  it('APPROVAL_INVALID: a simulated token in a production workspace', () => {
    expect(codes(withState({ kind: 'production' }))).toEqual([
      'APPROVAL_INVALID',
      'APPROVAL_INVALID',
      'REQUEST_NOT_APPROVED',
    ]);
  });

  it('REQUEST_NOT_APPROVED: a missing approval, whatever status the request claims', () => {
    expect(codes(withApprovals(([a]) => [found(a)]))).toEqual(['REQUEST_NOT_APPROVED']);
    expect(codes(withApprovals(() => []))).toEqual(['REQUEST_NOT_APPROVED']);
  });

  it('REQUEST_NOT_APPROVED: a valid approval by somebody the rule does not ask', () => {
    const extra = workspace.approval(clerk, requestId);
    const record = {
      memberId: 'clerk',
      tokenId: extra.tokenId,
      tokenSignature: extra.tokenSignature,
      index: 9,
      time: START,
    };
    expect(codes(withApprovals(([a]) => [found(a), record]))).toEqual(['REQUEST_NOT_APPROVED']);
  });

  it('REQUEST_NOT_APPROVED: what the policy denies, although somebody let it through', () => {
    const noPayees = withState({ payees: new Map() });
    expect(codes(noPayees)).toEqual(['REQUEST_NOT_APPROVED']);
    expect(texts(noPayees)).toEqual([
      'The policy denies this transfer. No rule speaks of this transfer, and what no rule allows is denied.',
    ]);
  });
});

describe('what the judge says', () => {
  it('has both readings', () => {
    expect(texts(withReading({ to: STRANGER }))).toEqual([
      `The bytes pay 20 SOL to ${STRANGER}, the approved intent pays 20 SOL to ${intent.to}.`,
    ]);
    expect(texts(withReading({ amount: 21n * SOL }))).toEqual([
      `The bytes pay 21 SOL to ${intent.to}, the approved intent pays 20 SOL to ${intent.to}.`,
    ]);
    expect(texts(withReading({ fee: 20_000n }))).toEqual([
      'The bytes cost 0.00002 SOL in fees, the approved intent allows 0.00001 SOL.',
    ]);
  });

  it('is everything at once, not only the first finding', () => {
    const everything: Partial<JudgeInput> = {
      ...withReading({ to: STRANGER, amount: 1n, fee: SOL, lifetime: STRANGER, unexplained: ['More.'] }),
      now: intent.expiresAt,
      ownEpoch: null,
      network: 'unknown',
      lifetimeValid: false,
      earlier: [earlier({ lifetime: 'live' })],
    };
    expect(codes(everything)).toEqual([
      'RECIPIENT_DIFFERS',
      'AMOUNT_DIFFERS',
      'EFFECT_UNEXPLAINED',
      'FEE_TOO_HIGH',
      'LIFETIME_INVALID',
      'EXPIRED',
      'SHARE_LOCKED',
      'CHAIN_UNREADABLE',
      'LIFETIME_INVALID',
      'EARLIER_ATTEMPT_LIVE',
    ]);
  });

  it('always fits the log, whatever a decoder or an endpoint says', () => {
    const hostile: Partial<JudgeInput> = {
      ...withReading({
        unexplained: Array.from({ length: 40 }, (_, i) => `${i}\u202e\n\u0000${'é\u{1F600}'.repeat(200)}`),
        to: 'x'.repeat(2000),
      }),
      network: '\n'.repeat(10),
    };
    const judgement = judged(hostile);
    if (judgement.answer === 'contribute') throw new Error('It must refuse.');
    expect(judgement.reasons).toHaveLength(16);
    for (const reason of judgement.reasons) expect(RefusalReason.safeParse(reason).success).toBe(true);
    expect(
      RefusalReason.safeParse({
        code: 'BYTES_UNREADABLE',
        text: texts({ reading: { type: 'unreadable', reason: '\n' } })[0],
      }).success,
    ).toBe(true);
  });

  it('can be admitted as the verdict of a holder', () => {
    const judgement = judged(withReading({ to: STRANGER }));
    const reasons = judgement.answer === 'refuse' ? [...judgement.reasons] : [];
    expect(workspace.offer(hsm, workspace.verdict(sessionId, 'refuse', { reasons })).type).toBe('admitted');
  });

  it('reads bytes aloud in one sentence', () => {
    expect(readingSentence(reading)).toBe(`Transfer 20 SOL from ${VAULT_ADDRESS} to ${intent.to}, fee 0.000005 SOL.`);
    expect(readingSentence({ ...reading, feePayer: STRANGER, unexplained: ['a'] })).toBe(
      `Transfer 20 SOL from ${VAULT_ADDRESS} to ${intent.to}, fee 0.000005 SOL paid by ${STRANGER}. It also does 1 more thing.`,
    );
    expect(readingSentence({ ...reading, unexplained: ['a', 'b'] })).toMatch(/It also does 2 more things\.$/);
    expect(readingSentence({ type: 'unreadable', reason: 'x' })).toBe('');
  });

  it('clips to a printable line', () => {
    expect([clip('a\u202eb\nc', 10), clip(' x ', 10), clip('abcdef', 5), clip('ab\u{1F600}cdef', 6)]).toEqual([
      'a b c',
      'x',
      'ab...',
      'ab...',
    ]);
  });
});

function agreedState(): WorkspaceState {
  const request = workspace.requestState(requestId);
  const sessions = request.sessions.map((session): SessionState => ({ ...session, outcome: { type: 'agreed' } }));
  return { ...workspace.now, requests: new Map([[requestId, { ...request, sessions }]]) };
}

function laterSession(request: RequestState): SessionState {
  const session = found(request.sessions[0]);
  return {
    ...session,
    proposal: { ...session.proposal, sessionId: Buffer.from(seedOf('later')).toString('hex').slice(0, 32), attempt: 2 },
  };
}
