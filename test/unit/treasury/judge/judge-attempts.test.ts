/** One dishonest signer must not get a request paid twice by failing one attempt and signing the next with another holder. */
import { describe, expect, it } from 'vitest';
import { judge, type EarlierContribution, type JudgeInput } from '../../../../src/treasury/judge/judge.ts';
import { verify } from '../test-people.ts';
import {
  BLOCKHASH,
  cfo,
  compliance,
  endpoint,
  hsm,
  NETWORK,
  START,
  TestWorkspace,
  VAULT_ADDRESS,
} from '../test-workspace.ts';

const HOUR = 3_600_000n;

/** Endpoint and HSM agreed and then the HSM said that the run failed; now it proposes to sign with compliance. */
function afterFailedAttempt() {
  const workspace = TestWorkspace.ready();
  const requestId = workspace.request();
  const first = workspace.agreedSession(requestId);
  workspace.add(hsm, workspace.failed(first));
  const second = workspace.propose(requestId, { signers: [hsm.pid, compliance.pid] });
  return { workspace, requestId, first, second };
}

function inputFor(workspace: TestWorkspace, sessionId: string, changes: Partial<JudgeInput> = {}): JudgeInput {
  const { intent } = workspace.requestState(workspace.now.sessionRequests.get(sessionId) ?? '');
  return {
    state: workspace.now,
    sessionId,
    reading: {
      chain: 'solana',
      from: VAULT_ADDRESS,
      to: intent.to,
      asset: 'SOL',
      amount: intent.amount,
      feePayer: VAULT_ADDRESS,
      fee: 5_000n,
      lifetime: BLOCKHASH,
      unexplained: [],
    },
    now: START + HOUR / 2n,
    self: compliance.pid,
    ownEpoch: 0,
    earlier: [],
    lifetimeValid: true,
    network: NETWORK,
    verify,
    ...changes,
  };
}

function codes(input: JudgeInput): string[] {
  const judgement = judge(input);
  return judgement.answer === 'contribute' ? ['contribute'] : judgement.reasons.map(({ code }) => code);
}

describe('an attempt that other signers agreed to sign', () => {
  const { workspace, first, second } = afterFailedAttempt();
  const fact = (changes: Partial<EarlierContribution>): EarlierContribution[] => [
    { sessionId: first, lifetime: 'expired', wasIncluded: false, ...changes },
  ];

  it('may be signed although the log says that it failed: without facts about it the next one is refused', () => {
    expect(codes(inputFor(workspace, second))).toEqual(['CHAIN_UNREADABLE']);
  });

  it('blocks the next one while its bytes can still be included', () => {
    expect(codes(inputFor(workspace, second, { earlier: fact({ lifetime: 'live' }) }))).toEqual([
      'EARLIER_ATTEMPT_LIVE',
    ]);
  });

  it('blocks the next one for good when it has paid', () => {
    expect(codes(inputFor(workspace, second, { earlier: fact({ wasIncluded: true }) }))).toEqual([
      'EARLIER_ATTEMPT_LIVE',
    ]);
  });

  it('blocks no more once it has expired without effect', () => {
    expect(codes(inputFor(workspace, second, { earlier: fact({}) }))).toEqual(['contribute']);
  });

  it('is known to be unsigned by a signer of it that released nothing', () => {
    expect(codes(inputFor(workspace, second, { self: endpoint.pid }))).toEqual(['contribute']);
  });
});

it('an attempt that a signer refused was never signed and blocks nothing', () => {
  const workspace = TestWorkspace.ready();
  const requestId = workspace.request();
  workspace.approve(cfo, requestId);
  const first = workspace.propose(requestId);
  workspace.add(endpoint, workspace.verdict(first, 'contribute'));
  workspace.add(hsm, workspace.verdict(first, 'refuse'));
  const second = workspace.propose(requestId, { signers: [endpoint.pid, compliance.pid] });
  expect(codes(inputFor(workspace, second))).toEqual(['contribute']);
});

it('a request dated into the future does not stretch the life of its approvals', () => {
  const workspace = TestWorkspace.ready();
  const requestId = workspace.request();
  workspace.approve(cfo, requestId);
  const session = workspace.propose(requestId);
  const request = workspace.requestState(requestId);
  const yearBefore = request.time - 365n * 24n * HOUR;
  expect(codes(inputFor(workspace, session, { now: yearBefore }))).toEqual(['REQUEST_NOT_APPROVED']);
  expect(codes(inputFor(workspace, session, { now: request.time - 60_000n }))).toEqual(['contribute']);
});
