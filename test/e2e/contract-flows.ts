/** Requests made and decided through the contract alone: for specs that need a state, not the way to it. */
import { expect, type Page } from '@playwright/test';
import type { Reply } from '../../src/contract/contract.ts';
import type { TransferDraft } from '../../src/contract/views.ts';
import { contractOf, newCommandId, refusalOf } from './contract-calls.ts';

/** A transfer to a payee of the demo's address book; `change` replaces any field. */
export function draftOf(change: Partial<TransferDraft> = {}): TransferDraft {
  return {
    accountId: 'operating',
    payeeId: 'aurelia',
    address: '',
    amount: '1',
    purpose: 'Quay dues',
    feeCeiling: '0.0001',
    expiresInMinutes: 24 * 60,
    ...change,
  };
}

/** Asks for a transfer as the window would: what the preview says is what is expected. Returns the request's id. */
export async function submit(page: Page, change: Partial<TransferDraft> = {}): Promise<string> {
  const contract = contractOf(page);
  const draft = draftOf(change);
  const { intent } = await contract.call('transfer.preview', { draft });
  const expectedSentence = intent.sentence.map(({ text }) => text).join('');
  const { requestId } = await contract.call('transfer.submit', { draft, expectedSentence, commandId: newCommandId() });
  return requestId;
}

/** Approves in an officer's own window, whose simulated token is touched as soon as it asks. @throws Error with the refusal's code. */
export async function approve(page: Page, requestId: string): Promise<void> {
  await untilKnown(page, requestId);
  const { intent } = await contractOf(page).call('request.get', { requestId });
  const wire = { requestId, intentHash: intent.intentHash, commandId: newCommandId() };
  const reply = await page.evaluate(async (approval): Promise<Reply> => {
    const { countersign } = window;
    if (countersign === undefined) throw new Error('no bridge');
    const leave = countersign.subscribe('token.prompted', (payload) => {
      const { prompt } = payload as { prompt: { promptId: string } | null };
      if (prompt !== null) void countersign.invoke('token.answer', { promptId: prompt.promptId, answer: 'approve' });
    });
    try {
      return (await countersign.invoke('request.approve', approval)) as Reply;
    } finally {
      leave();
    }
  }, wire);
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
}

/** Rejects with a reason. */
export async function rejectRequest(page: Page, requestId: string, reason: string): Promise<void> {
  await untilKnown(page, requestId);
  await contractOf(page).call('request.reject', { requestId, reason, commandId: newCommandId() });
}

/** Each console reads the log by itself, a moment after the one that wrote. */
async function untilKnown(page: Page, requestId: string): Promise<void> {
  await expect.poll(() => refusalOf(page, 'request.get', { requestId })).toBeNull();
}
