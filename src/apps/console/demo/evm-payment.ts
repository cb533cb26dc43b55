/** One payment in ether, from asking to the final block, with checks of its own beside what the console says. */
import { z } from 'zod';
import { bytesFromHex, bytesToHex } from '../../../base/bytes.ts';
import { formatAmount } from '../../../base/units.ts';
import { secureRandom } from '../../../adapters/identity/secure-random.ts';
import type { Client } from '../../../contract/client.ts';
import type { Output } from '../../../contract/contract.ts';
import type { TransferDraft } from '../../../contract/views.ts';
import { accountKey } from '../../../treasury/chains/account-key.ts';
import { checksummed } from '../../../treasury/chains/evm-address.ts';
import { isEvmSignature } from '../../../treasury/chains/evm-signature.ts';
import type { AccountState, RequestState, SessionState, VaultState } from '../../../treasury/workspace/state.ts';
import type { EmbeddedConsole } from '../embedded.ts';
import type { OfficerConsole } from '../officer-console.ts';
import type { DemoReport } from './report.ts';
import { requestOf, submit } from './transfer-steps.ts';
import { must, until } from './until.ts';

const ETH = 18;
const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/)
  .transform(BigInt);
const Transaction = z.looseObject({ from: z.string(), to: z.string(), value: quantity, nonce: quantity });
const Receipt = z.looseObject({
  gasUsed: quantity,
  effectiveGasPrice: quantity,
  blockNumber: quantity,
  status: quantity,
});

export interface EvmStory {
  readonly console: EmbeddedConsole;
  readonly treasurer: Client;
  readonly cfo: Client;
  readonly report: DemoReport;
}

export interface Payment {
  readonly request: RequestState;
  readonly session: SessionState;
  /** Wei that the chain took. */
  readonly fee: bigint;
}

export function etherDraft(amount: string, purpose: string): TransferDraft {
  return {
    accountId: 'operating-eth',
    payeeId: 'delphin',
    address: '',
    amount,
    purpose,
    feeCeiling: '0.001',
    expiresInMinutes: 1440,
  };
}

/** The Treasurer asks, the CFO approves, two co-signers sign, the chain confirms. @throws Error at the first thing that is not so. */
export async function payEther(story: EvmStory, draft: TransferDraft, title: string): Promise<Payment> {
  const { console, treasurer, cfo, report } = story;
  const officer = console.host.officer();
  const account = etherAccount(officer);
  const before = await officer.chainOf('evm').balance(account.address);
  const { requestId, sentence } = await submit(treasurer, draft);
  await approveOn(cfo, requestId);
  const settled = await until(officer, 'the confirmation', (state) => {
    const request = state.requests.get(requestId);
    return request?.settled == null ? undefined : request;
  });
  must(settled.status === 'confirmed', `The payment ended as ${settled.status}.`);
  const session = settled.sessions.at(-1);
  must(session?.outcome.type === 'signed', 'No session signed the payment.');
  report.done(title);
  report.fact('meaning', sentence);
  const names = session.proposal.signers.map((pid) => officer.state().coSigners.get(pid)?.name ?? pid);
  const how = session.proposal.presignature === undefined ? 'full signing' : 'one round, after a presignature';
  report.fact('signers', `${names.join(' and ')}, epoch ${session.proposal.epoch}, ${how}`);
  const fee = await checkOnChain(console, settled, session.outcome.signature, report);
  const after = await officer.chainOf('evm').balance(account.address);
  const expected = before - settled.intent.amount - fee;
  must(after === expected, `The balance is ${after}, not ${expected}.`);
  report.fact('balance', `${formatAmount(after, ETH)} ETH, exactly amount and fee less`);
  return { request: requestOf(officer, requestId), session, fee };
}

export function etherAccount(officer: OfficerConsole): AccountState {
  const account = officer.state().accounts.get('operating-eth');
  must(account !== undefined, 'There is no account for ether.');
  return account;
}

export function etherVault(officer: OfficerConsole): VaultState {
  const vault = officer.state().vaults.get(etherAccount(officer).vaultId);
  must(vault !== undefined, 'The EVM vault is missing.');
  return vault;
}

/** Approves on an officer's console, as soon as it has read the request. */
export async function approveOn(client: Client, requestId: string): Promise<void> {
  const { intent } = await seen(client, requestId);
  const commandId = bytesToHex(secureRandom(16));
  await client.call('request.approve', { requestId, intentHash: intent.intentHash, commandId });
}

/** Another officer's replica reads the request a moment later. */
function seen(client: Client, requestId: string): Promise<Output<'request.get'>> {
  return new Promise((resolve, reject) => {
    const look = async (): Promise<void> => {
      const known = await client.call('request.list', {});
      if (!known.some((request) => request.requestId === requestId)) return;
      stop();
      resolve(await client.call('request.get', { requestId }));
    };
    const stop = client.on('workspace.changed', () => void look().catch(reject));
    look().catch(reject);
  });
}

/** Two implementations that took no part: ours recovers the key from the signature, and anvil, in Rust, says who paid. Returns the fee. */
async function checkOnChain(
  console: EmbeddedConsole,
  { intent, transactionId }: RequestState,
  signature: Uint8Array,
  report: DemoReport,
): Promise<bigint> {
  const officer = console.host.officer();
  const { groupKey, chainCode } = etherVault(officer);
  const account = etherAccount(officer);
  must(groupKey !== null && chainCode !== null, 'The vault has no key.');
  const key = accountKey({ groupKey, chainCode }, account.path);
  const session = requestOf(officer, intent.requestId).sessions.at(-1);
  must(session !== undefined && key !== null, 'The account has no key.');
  const unsigned = bytesFromHex(session.proposal.unsignedTransaction);
  must(isEvmSignature(key, unsigned, signature), 'The signature is not one of the account’s key.');
  const transaction = Transaction.parse(await askChain(console, 'eth_getTransactionByHash', transactionId));
  must(checksummed(transaction.from.slice(2)) === account.address, 'anvil recovers another sender.');
  must(
    checksummed(transaction.to.slice(2)) === intent.to && transaction.value === intent.amount,
    'anvil paid another.',
  );
  const receipt = Receipt.parse(await askChain(console, 'eth_getTransactionReceipt', transactionId));
  const fee = receipt.gasUsed * receipt.effectiveGasPrice;
  must(receipt.status === 1n && fee <= intent.feeCeiling, 'The payment failed, or cost more than was approved.');
  report.fact('signature', `recovered by our own check and by anvil: ${account.address}`);
  report.fact('transaction', `${transactionId ?? ''}, block ${receipt.blockNumber}`);
  report.fact('fee', `${formatAmount(fee, ETH)} ETH, of at most ${formatAmount(intent.feeCeiling, ETH)}`);
  return fee;
}

const Answer = z.looseObject({ result: z.unknown() });

/** Asks the chain without our client. */
async function askChain(console: EmbeddedConsole, method: string, transactionId: string | null): Promise<unknown> {
  const response = await fetch(console.host.evmRpcUrl ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [transactionId] }),
  });
  return Answer.parse(await response.json()).result;
}
