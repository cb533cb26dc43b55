/** One valid input per channel. */
import type { Channel } from '../../../src/contract/channels.ts';
import type { Input } from '../../../src/contract/contract.ts';

const draft: Input<'transfer.preview'>['draft'] = {
  accountId: 'operating',
  payeeId: 'aurelia',
  address: '',
  amount: '2.5',
  purpose: 'Hull 118, instalment 3 of 5',
  feeCeiling: '0.00001',
  expiresInMinutes: 1440,
};
const commandId = '0f'.repeat(16);
const requestId = '1a'.repeat(16);

export const inputs: { readonly [C in Channel]: Input<C> } = {
  'app.status': {},
  'workspace.create': { name: 'Nordhaven Logistics SE', passphrase: 'correct horse battery', commandId },
  'workspace.unlock': { passphrase: 'correct horse battery' },
  'workspace.get': {},
  'ceremony.get': {},
  'ceremony.cancel': {},
  'ceremony.retry': { commandId },
  'balance.list': { refresh: true },
  'payee.list': {},
  'transfer.preview': { draft },
  'transfer.submit': { draft, expectedSentence: 'Pay 2.5 SOL to Aurelia Shipyards GmbH', commandId },
  'request.list': {},
  'request.get': { requestId },
  'request.approve': { requestId, intentHash: '2b'.repeat(32), commandId },
  'request.reject': { requestId, reason: 'Invoice was paid in May', commandId },
  'request.cancel': { requestId, commandId },
  'session.start': { requestId, commandId },
  'session.cancel': { requestId },
  'token.answer': { promptId: '0c'.repeat(8), answer: 'approve' },
  'key.list': {},
  'vault.ceremony': { vaultId: 'evm' },
  'key.refresh': { vaultId: 'evm', commandId },
  'key.reshare': { vaultId: 'evm', holders: ['3c'.repeat(32), '4d'.repeat(32)], minSigners: 2, commandId },
  'key.approve-reshare': { vaultId: 'evm', runId: '2b'.repeat(32), commandId },
  'key.cancel-reshare': { vaultId: 'evm', runId: '2b'.repeat(32), commandId },
  'presignature.order': { vaultId: 'evm', count: 4, commandId },
  'co-signer.start': { kind: 'hsm', commandId },
  'log.list': { filter: 'approved', before: null, limit: 50 },
  'log.verify': {},
  'log.export': { format: 'json-lines' },
  'officer.open': { memberId: 'cfo' },
};
