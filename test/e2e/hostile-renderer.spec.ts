/** Page code that has been taken over: it calls the contract directly, with whatever it likes. Nothing may move. */
import fc from 'fast-check';
import type { Page } from '@playwright/test';
import { CHANNELS, type Channel } from '../../src/contract/channels.ts';
import { contractOf, newCommandId, rawCall, refusalOf } from './contract-calls.ts';
import { approve, draftOf, submit } from './contract-flows.ts';
import { expect, test } from './shell.ts';

/** Reads only: served for a well-formed question, whoever asks. */
const QUERIES: readonly Channel[] = [
  'app.status',
  'workspace.get',
  'ceremony.get',
  'balance.list',
  'payee.list',
  'transfer.preview',
  'request.list',
  'request.get',
  'key.list',
  'log.list',
  'log.verify',
];

async function holdings(page: Page): Promise<{ balance: bigint | undefined; log: number }> {
  const contract = contractOf(page);
  const [account] = await contract.call('balance.list', { refresh: true });
  return { balance: account?.total?.value, log: (await contract.call('workspace.get', {})).log.size };
}

test('fuzzed calls on every channel are refused and leave no trace', async ({ demo }) => {
  const { page } = demo;
  const before = await holdings(page);
  const commands = CHANNELS.filter((channel) => !QUERIES.includes(channel) && channel !== 'ceremony.cancel');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...commands), fc.jsonValue({ maxDepth: 3 }), async (channel, wire) => {
      expect(await refusalOf(page, channel, wire)).toBe('CALL_INVALID');
    }),
    { numRuns: 150 },
  );
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.jsonValue({ maxDepth: 2 }), async (channel, wire) => {
      expect(await refusalOf(page, channel, wire)).toBe('CALL_UNKNOWN');
    }),
    { numRuns: 60 },
  );
  for (const channel of CHANNELS)
    expect(await refusalOf(page, channel, { filler: 'x'.repeat(70_000) })).toBe('CALL_TOO_LARGE');
  expect(await holdings(page)).toEqual(before);
});

test('swapped and replayed calls move nothing', async ({ demo }) => {
  const { page } = demo;
  const contract = contractOf(page);
  const mine = await submit(page, { purpose: 'Ice class survey', amount: '4' });
  const other = await submit(page, { purpose: 'Mooring lines', amount: '5' });
  const { intent } = await contract.call('request.get', { requestId: mine });
  const { intent: otherIntent } = await contract.call('request.get', { requestId: other });
  const before = await holdings(page);

  const cfo = await demo.officerWindow('cfo', 'CFO');
  const swapped = { requestId: mine, intentHash: otherIntent.intentHash, commandId: newCommandId() };
  expect(await refusalOf(cfo, 'request.approve', swapped)).toBe('INTENT_DIFFERS');
  const own = { requestId: mine, intentHash: intent.intentHash, commandId: newCommandId() };
  expect(await refusalOf(page, 'request.approve', own)).toBe('SELF_APPROVAL');
  expect(await refusalOf(page, 'session.start', { requestId: mine, commandId: newCommandId() })).toBe(
    'REQUEST_NOT_APPROVED',
  );
  expect(await refusalOf(page, 'request.get', { requestId: '0'.repeat(32) })).toBe('REQUEST_UNKNOWN');
  expect(await refusalOf(page, 'token.answer', { promptId: 'ab'.repeat(8), answer: 'approve' })).toBe('TOKEN_IDLE');
  expect(await refusalOf(page, 'officer.open', { memberId: 'nobody' })).toBe('OFFICER_UNKNOWN');
  expect(
    await refusalOf(page, 'workspace.create', { name: 'Mine', passphrase: 'x'.repeat(20), commandId: newCommandId() }),
  ).toBe('WORKSPACE_EXISTS');
  expect(await refusalOf(page, 'workspace.unlock', { passphrase: 'x' })).toBe('NOT_LOCKED');

  const swappedDraft = { draft: draftOf({ amount: '9' }), expectedSentence: 'Pay 1 SOL', commandId: newCommandId() };
  expect(await refusalOf(page, 'transfer.submit', swappedDraft)).toBe('MEANING_CHANGED');
  expect(await holdings(page)).toEqual(before);
});

test('one command acts once, however often it is sent', async ({ demo }) => {
  const { page } = demo;
  const { intent } = await contractOf(page).call('transfer.preview', { draft: draftOf({ purpose: 'Pilot boat' }) });
  const wire = {
    draft: draftOf({ purpose: 'Pilot boat' }),
    expectedSentence: intent.sentence.map(({ text }) => text).join(''),
    commandId: newCommandId(),
  };
  const before = await holdings(page);
  const replies = await Promise.all([1, 2, 3].map(() => rawCall(page, 'transfer.submit', wire)));
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
  expect((await holdings(page)).log).toBe(before.log + 1);
});

test('an approval that was given cannot be used again', async ({ demo }) => {
  const { page } = demo;
  const requestId = await submit(page, { purpose: 'Harbour dues, twice' });
  const cfo = await demo.officerWindow('cfo', 'CFO');
  await approve(cfo, requestId);
  await expect
    .poll(async () => (await contractOf(page).call('request.get', { requestId })).summary.status, { timeout: 30_000 })
    .toBe('confirmed');
  const before = await holdings(page);
  const { intent } = await contractOf(cfo).call('request.get', { requestId });
  const again = { requestId, intentHash: intent.intentHash, commandId: newCommandId() };
  expect(await refusalOf(cfo, 'request.approve', again)).toBe('DOUBLE_APPROVAL');
  expect(await refusalOf(cfo, 'session.start', { requestId, commandId: newCommandId() })).toBe('REQUEST_NOT_APPROVED');
  expect(await holdings(page)).toEqual(before);
});
