/** Payments in ether in a key lab: asked by the Treasurer, approved by the CFO's token, proposed as an honest console would. */
import { buildEvmTransfer } from '../../src/adapters/chains/evm/build-transfer.ts';
import type { EvmClient } from '../../src/adapters/chains/evm/client.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import { accountKey } from '../../src/treasury/chains/account-key.ts';
import { evmAddressOfKey } from '../../src/treasury/chains/evm-address.ts';
import { approvalDigest } from '../../src/treasury/intent/approval-digest.ts';
import { intentHash } from '../../src/treasury/intent/intent-hash.ts';
import type { EntryOf, Payee } from '../../src/treasury/workspace/entry.ts';
import type { RequestState, SessionState } from '../../src/treasury/workspace/state.ts';
import { randomId, type KeyLab } from './key-lab.ts';

export const EVM_PATH = [60, 0];
const NETWORK = 'eip155:31337';
const ETH = 10n ** 18n;
const GAS = 21_000n;
const FEES = { maxFeePerGas: 30n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 9n };

export const SHIPYARD: Payee = {
  payeeId: 'shipyard',
  name: 'Aurelia Shipyards GmbH',
  chain: 'evm',
  address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
};

/** Opens the account of the vault `main`. @returns its address */
export async function openEtherAccount(lab: KeyLab): Promise<string> {
  const { groupKey, chainCode } = lab.vault();
  if (groupKey === null || chainCode === null) throw new Error('The vault has no key.');
  const child = accountKey({ groupKey, chainCode }, EVM_PATH);
  const address = child === null ? null : evmAddressOfKey(child);
  if (address === null) throw new Error('The key has no address.');
  await lab.append({
    ...{ type: 'account.opened', accountId: 'ether', name: 'Operating ETH', vaultId: 'main', chain: 'evm' },
    ...{ network: NETWORK, path: EVM_PATH, address },
  });
  return address;
}

/** A request for half an ether that has all approvals. @returns its id */
export async function approvedPayment(lab: KeyLab): Promise<string> {
  const { treasurer, cfo } = lab;
  const account = lab.state.accounts.get('ether');
  if (account === undefined) throw new Error('There is no account.');
  const requestId = randomId();
  const { workspaceId, policyHash } = lab.state;
  const intent = {
    ...{ version: 1 as const, kind: 'transfer' as const, workspaceId, requestId, vaultId: 'main', accountId: 'ether' },
    ...{ chain: 'evm' as const, network: NETWORK, asset: 'ETH' as const, from: account.address, to: SHIPYARD.address },
    ...{ payeeId: SHIPYARD.payeeId, amount: ETH / 2n, feeCeiling: ETH / 100n, purpose: 'Hull 118, instalment 3 of 5' },
    expiresAt: BigInt(Date.now()) + 3_600_000n,
  };
  await treasurer.append({ type: 'request.created', intent });
  const hashes = { intentHash: intentHash(intent), policyHash };
  const { memberId, token } = cfo.member;
  const { tokenId } = token;
  const tokenSignature = cfo.token.sign(approvalDigest({ workspaceId, requestId, ...hashes, memberId, tokenId }));
  await cfo.append({ type: 'request.approved', requestId, ...hashes, tokenId, tokenSignature });
  await lab.until('the approval', ({ requests }) =>
    requests.get(requestId)?.status === 'approved' ? true : undefined,
  );
  return requestId;
}

/** Proposes a session with the account's next nonce. @returns its id */
export async function proposeSession(
  lab: KeyLab,
  client: EvmClient,
  requestId: string,
  change: Partial<EntryOf<'session.proposed'>> = {},
): Promise<string> {
  const request = requestOf(lab, requestId);
  const { epoch, holders, minSigners } = lab.vault();
  const { network, from, to, amount } = request.intent;
  const nonce = await client.nextNonce(from);
  const sessionId = randomId();
  await lab.append({
    ...{ type: 'session.proposed', sessionId, requestId, attempt: request.sessions.length + 1 },
    ...{ intentHash: request.intentHash, policyHash: request.policyHash, vaultId: 'main', epoch },
    signers: holders.slice(0, minSigners),
    unsignedTransaction: bytesToHex(buildEvmTransfer({ network, from, to, wei: amount, nonce, fees: FEES })),
    lifetime: { nonce, feeCap: FEES.maxFeePerGas * GAS },
    ...change,
  });
  return sessionId;
}

/** Orders one presignature of the first two holders and waits until both have it. @returns the order */
export async function orderPresignature(lab: KeyLab): Promise<string> {
  const { epoch, holders, minSigners } = lab.vault();
  const signers = holders.slice(0, minSigners);
  const { index } = await lab.append({
    ...{ type: 'presignatures.ordered', vaultId: 'main', epoch, signers, path: EVM_PATH, count: 1 },
  });
  const order = lab.treasurer.replica.hashAt(index);
  const isReady = (pid: string): boolean =>
    lab.treasurer.stockOf(pid)?.presignatures.some((one) => one.order === order) === true;
  await lab.until('the presignature', () => (signers.every(isReady) ? true : undefined));
  return order;
}

/** The session when it has ended: signed, refused or failed. */
export function sessionEnded(lab: KeyLab, sessionId: string, patienceMs?: number): Promise<SessionState> {
  return lab.until(
    'the end of the session',
    ({ sessionRequests, requests }) => {
      const request = requests.get(sessionRequests.get(sessionId) ?? '');
      const session = request?.sessions.find(({ proposal }) => proposal.sessionId === sessionId);
      return session === undefined || ['judging', 'agreed'].includes(session.outcome.type) ? undefined : session;
    },
    patienceMs,
  );
}

function requestOf(lab: KeyLab, requestId: string): RequestState {
  const request = lab.state.requests.get(requestId);
  if (request === undefined) throw new Error('There is no such request.');
  return request;
}
