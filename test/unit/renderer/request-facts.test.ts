import { describe, expect, test } from 'vitest';
import {
  ADDRESS,
  decoderFact,
  latestSession,
  otherRecipient,
  tokenFact,
  usualFact,
} from '../../../renderer/features/request/facts.ts';
import { dissentTitle } from '../../../renderer/features/request/DissentReadings.tsx';
import { detailOf, summaries } from '../../renderer-example/requests.ts';
import { sessionOf } from '../../renderer-example/sessions.ts';

const [pending] = summaries;
const withDissent = summaries.find(({ hasDissent }) => hasDissent);
const detail = (request: typeof pending) => detailOf(request?.requestId ?? '')!;

describe('row 8, decoders', () => {
  test('nobody has read anything before the quorum', () => {
    expect(decoderFact(undefined)).toMatchObject({ word: 'later', state: 'none' });
  });

  test('holders outside the signer set are not waited for', () => {
    expect(decoderFact(sessionOf(pending!, 'running'))).toMatchObject({
      state: 'ok',
      detail: '2 of 2 read the intent',
    });
  });

  test('one refusal is a disagreement', () => {
    expect(decoderFact(sessionOf(pending!, 'refused'))).toMatchObject({
      word: 'disagree',
      state: 'bad',
      detail: '2 of 3 refuse',
    });
  });
});

test('row 10 says when a token shows nothing', () => {
  expect(tokenFact({ canShow: false, kind: 'fido2' })).toMatchObject({ word: 'touch only', state: 'wait' });
  expect(tokenFact({ canShow: true, kind: 'simulated' }).detail).toContain('simulated, demo');
});

describe('row 11, the usual payment', () => {
  test('compares with the last confirmed payment from the same account', () => {
    expect(usualFact(detail(pending), summaries)).toMatchObject({ word: '+0.0 %', detail: 'against TR-0004' });
    const smaller = {
      ...detail(pending),
      summary: { ...pending!, amount: { ...pending!.amount, value: 18_000_000_000n } },
    };
    expect(usualFact(smaller, summaries).word).toBe('−62.5 %');
  });

  test('a first payment is named as such', () => {
    const first = summaries.find(({ isFirstPayment }) => isFirstPayment);
    expect(usualFact(detail(first), summaries)).toMatchObject({ word: 'first', state: 'wait' });
  });
});

describe('dissent', () => {
  const session = latestSession(detail(withDissent))!;

  test('names every refuser and that the bytes differ', () => {
    expect(dissentTitle(session)).toBe(
      'Stopped. HSM-to-be and Compliance read other bytes than the console showed you.',
    );
  });

  test('finds the recipient that a refuser read, not the sender', () => {
    const { intent } = detail(withDissent);
    const other = otherRecipient(session, intent.to);
    expect(other?.name).toBe('HSM-to-be');
    expect(other?.address).not.toBe(intent.to);
    expect(other?.address).not.toBe(intent.from);
  });

  test('reads addresses of an EVM chain too', () => {
    const to = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
    const verdicts = session.verdicts.map((verdict) => ({
      ...verdict,
      reading: `Transfer 2 ETH to ${to} on EVM dev chain, nonce 7, fee at most 0.0021 ETH.`,
    }));
    expect(otherRecipient({ ...session, verdicts }, '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC')?.address).toBe(to);
    expect(otherRecipient({ ...session, verdicts }, to)).toBeUndefined();
    expect(`to ${to} on`.split(ADDRESS)).toEqual(['to ', to, ' on']);
  });

  test('shows no second recipient where the refusal has another reason', () => {
    const { intent } = detail(withDissent);
    const verdicts = session.verdicts.map((verdict) => ({
      ...verdict,
      reading: `Transfer 2 SOL from ${intent.from} to ${intent.to}, fee 0.000005 SOL.`,
      reasons: verdict.reasons.map(() => ({ code: 'EXPIRED', text: 'The approvals have expired.' })),
    }));
    expect(otherRecipient({ ...session, verdicts }, intent.to)).toBeUndefined();
    expect(dissentTitle({ ...session, verdicts })).toBe('Stopped. HSM-to-be and Compliance refuse to sign this.');
  });
});

test('the newest session counts, whatever the order', () => {
  const [first, second] = [sessionOf(pending!, 'failed'), { ...sessionOf(pending!, 'running'), attempt: 2 }];
  expect(latestSession({ ...detail(pending), sessions: [second, first] })?.attempt).toBe(2);
});
