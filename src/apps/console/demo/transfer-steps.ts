/** What every story of the demo does: drafts, submitting as an officer would, looking a request up. */
import { bytesToHex } from '../../../base/bytes.ts';
import { secureRandom } from '../../../adapters/identity/secure-random.ts';
import type { Client } from '../../../contract/client.ts';
import type { TransferDraft } from '../../../contract/views.ts';
import type { RequestState } from '../../../treasury/workspace/state.ts';
import type { OfficerConsole } from '../officer-console.ts';
import { must } from './until.ts';

export function draftOf(amount: string): TransferDraft {
  return {
    accountId: 'operating',
    payeeId: 'aurelia',
    address: '',
    amount,
    purpose: 'Hull 118, instalment 3 of 5',
    feeCeiling: '0.00001',
    expiresInMinutes: 1440,
  };
}

/** Submits a draft as an officer would: read the preview's sentence first. */
export async function submit(
  client: Client,
  draft: TransferDraft,
): Promise<{ requestId: string; logIndex: number; sentence: string }> {
  const preview = await client.call('transfer.preview', { draft });
  const sentence = preview.intent.sentence.map((part) => part.text).join('');
  const commandId = bytesToHex(secureRandom(16));
  return { ...(await client.call('transfer.submit', { draft, expectedSentence: sentence, commandId })), sentence };
}

export function requestOf(officer: OfficerConsole, requestId: string): RequestState {
  const request = officer.state().requests.get(requestId);
  must(request !== undefined, 'The request is not in the log.');
  return request;
}
