/** What must hold of the files and the chains however often processes were killed. */
import { base58 } from '@scure/base';
import { expect } from 'vitest';
import { z } from 'zod';
import { bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { createEd25519Verifier } from '../../src/adapters/identity/verify-ed25519.ts';
import { DEMO_ETH_FUNDS, DEMO_FUNDS } from '../../src/apps/console/demo-vaults.ts';
import type { Client } from '../../src/contract/client.ts';
import { hashMessage } from '../../src/engine/mpc/cggmp24/signable-message.ts';
import type { Chain } from '../../src/treasury/chains/chain.ts';
import type { SealedEntry } from '../../src/treasury/log/entry-codec.ts';
import { admitSealed } from '../../src/treasury/workspace/admit.ts';
import { presignatureRun } from '../../src/treasury/workspace/admit-presign.ts';
import type { RequestState, SessionState, WorkspaceState } from '../../src/treasury/workspace/state.ts';
import { devChainRpc } from './dev-chain-rpc.ts';
import type { Endpoints } from './killable-host.ts';
import type { Ledger } from './officers-at-work.ts';
import type { CoSignerAudit } from './profile-audit.ts';

const FEE = 5_000n;

/** The state that an auditor computes from the entries alone. */
export function fold(entries: readonly SealedEntry[]): WorkspaceState {
  const verify = createEd25519Verifier();
  let state: WorkspaceState | null = null;
  for (const entry of entries) {
    const admission = admitSealed(state, entry, verify);
    if (admission.type === 'skipped') throw new Error(`Entry ${entry.entry.index}: ${admission.code}`);
    state = admission.state;
  }
  if (state === null) throw new Error('The log is empty.');
  return state;
}

export function sessionsOf({ requests }: WorkspaceState): readonly SessionState[] {
  return [...requests.values()].flatMap(({ sessions }) => sessions);
}

export function expectEverythingAcknowledged({ acknowledged }: Ledger, entries: readonly SealedEntry[]): void {
  for (const { type, requestId, logIndex } of acknowledged) {
    const body = entries[logIndex]?.entry.body;
    expect(body?.type).toBe(type);
    const id = body?.type === 'request.created' ? body.intent.requestId : (body as { requestId: string }).requestId;
    expect(id).toBe(requestId);
  }
}

export function expectSameLog(coSigner: CoSignerAudit, entries: readonly SealedEntry[]): void {
  const own = coSigner.entries.map(({ hash }) => hash);
  expect(own).toEqual(entries.slice(0, own.length).map(({ hash }) => hash));
}

export function expectSharesOpen({ shares }: CoSignerAudit, state: WorkspaceState): void {
  const active = [...state.vaults.values()].filter(({ status }) => status === 'active');
  const byVault = <T extends { readonly vaultId: string }>(items: readonly T[]): T[] =>
    items.toSorted((a, b) => a.vaultId.localeCompare(b.vaultId));
  expect(byVault(shares)).toEqual(
    byVault(
      active.map(({ vaultId, epoch, groupKey }) => ({
        vaultId,
        epoch,
        groupKey: bytesToHex(groupKey ?? new Uint8Array()),
      })),
    ),
  );
}

/**
 * Every released share belongs to a run of its own, and no request has two releases that could both pay: of those that may still be on their
 * way, at most one, or all with the same nonce.
 */
export function expectNoRunTwice({ releases, runs }: CoSignerAudit, state: WorkspaceState): void {
  expect(new Set(runs).size).toBe(runs.length);
  const sessions = new Map(sessionsOf(state).map(({ proposal, entryHash }) => [proposal.sessionId, entryHash]));
  const releasedRuns = releases.map(({ sessionId }) => sessions.get(sessionId) ?? 'no session of the log');
  expect(new Set(releasedRuns).size).toBe(releasedRuns.length);
  for (const run of releasedRuns) expect(runs).toContain(run);
  const open = releases.filter(({ outcome }) => outcome !== 'expired');
  const waysToPay = new Set(open.map(({ requestId, sessionId, turn }) => `${requestId} ${turn ?? sessionId}`));
  expect(waysToPay.size).toBe(new Set(open.map(({ requestId }) => requestId)).size);
}

/**
 * Whatever was killed when: a presignature that is spent is not there any more, was spent for the one session that the log named it for and for
 * the bytes of that session, and at most one share was ever made with it.
 */
export function expectPresignaturesOnce(coSigner: CoSignerAudit, state: WorkspaceState): void {
  const { spent, presignatures, secretFiles, sent, runs } = coSigner;
  const sessionOf = new Map(
    sessionsOf(state).flatMap((session): [string, SessionState][] => {
      const { presignature } = session.proposal;
      return presignature === undefined ? [] : [[bytesToHex(presignatureRun(presignature)), session]];
    }),
  );
  expect(spent.filter(({ runId }) => presignatures.includes(runId))).toEqual([]);
  const fileOf = (runId: string): string => `presignature-${runId}.sealed`;
  expect(spent.filter(({ runId }) => secretFiles.includes(fileOf(runId)))).toEqual([]);
  for (const runId of presignatures) expect(secretFiles).toContain(fileOf(runId));

  const consumed = spent.filter(({ reason }) => reason === 'consumed');
  for (const { runId, messageHash } of consumed) {
    const unsigned = sessionOf.get(runId)?.proposal.unsignedTransaction ?? '';
    const bytes = bytesFromHex(unsigned);
    expect(messageHash).toBe(bytesToHex(hashMessage({ hash: 'keccak256', bytes }).messageHash));
  }
  const spentFor = new Map(consumed.map(({ presigId, runId }) => [presigId, sessionOf.get(runId)?.entryHash]));
  const sharesOf = new Map<string, Set<string>>();
  for (const { presigId, runId, payload } of sent) {
    expect(runs).toContain(runId);
    if (presigId !== null) expect(runId).toBe(spentFor.get(presigId));
    const made = presigId ?? runId;
    sharesOf.set(made, (sharesOf.get(made) ?? new Set()).add(payload));
  }
  expect([...sharesOf].filter(([, shares]) => shares.size !== 1)).toEqual([]);
}

/** Two ECDSA signatures with one nonce give the key away. */
export function expectNoNonceTwice(state: WorkspaceState): void {
  const nonces = sessionsOf(state).flatMap(({ proposal, outcome }) =>
    outcome.type === 'signed' && 'nonce' in proposal.lifetime ? [bytesToHex(outcome.signature.slice(0, 32))] : [],
  );
  expect(new Set(nonces).size).toBe(nonces.length);
}

export interface ChainFacts {
  readonly solana: {
    /** Ids of every transaction that names the vault's address. */
    readonly transactions: readonly string[];
    readonly balance: bigint;
  };
  readonly evm: {
    /** Transactions that the vault's account has sent. */
    readonly sent: bigint;
    readonly balance: bigint;
  };
  /** By address of the payee. */
  readonly received: ReadonlyMap<string, bigint>;
}

export async function chainFacts(treasurer: Client, { rpcUrl, evmRpcUrl }: Endpoints): Promise<ChainFacts> {
  const solana = devChainRpc(rpcUrl);
  const evm = (method: string, address: string): Promise<bigint> => askEvm(evmRpcUrl ?? '', method, address);
  const accounts = await treasurer.call('balance.list', { refresh: true });
  const accountOn = (wanted: Chain): string => accounts.find(({ chain }) => chain === wanted)?.address ?? '';
  const [main, ether] = [accountOn('solana'), accountOn('evm')];
  const payees = await treasurer.call('payee.list', {});
  const received = await Promise.all(
    payees.map(async ({ address }): Promise<[string, bigint]> => [
      address,
      address.startsWith('0x') ? await evm('eth_getBalance', address) : await solana.balanceOf(address),
    ]),
  );
  return {
    solana: { transactions: await solana.transactionsOf(main), balance: await solana.balanceOf(main) },
    evm: { sent: await evm('eth_getTransactionCount', ether), balance: await evm('eth_getBalance', ether) },
    received: new Map(received),
  };
}

/** At most one transaction per request, and every lamport and every wei accounted for. */
export function expectChainsAgree({ solana, evm, received }: ChainFacts, state: WorkspaceState): void {
  const { transactions, balance } = solana;
  const onChain = new Set(transactions);
  for (const request of requestsOf(state, 'solana')) {
    const ids = request.sessions
      .flatMap(({ outcome }) => (outcome.type === 'signed' ? [base58.encode(outcome.signature)] : []))
      .filter((id) => onChain.has(id));
    expect(ids).toEqual(request.status === 'confirmed' ? [request.transactionId] : []);
  }
  const paid = confirmedOn(state, 'solana');
  const airdrops = BigInt(transactions.length - paid.length);
  expect(balance).toBe(airdrops * DEMO_FUNDS - sumOf(paid) - BigInt(paid.length) * FEE);

  const etherPaid = confirmedOn(state, 'evm');
  expect(evm.sent).toBe(BigInt(etherPaid.length));
  const gone = evm.balance + sumOf(etherPaid);
  const fees = ((gone + DEMO_ETH_FUNDS - 1n) / DEMO_ETH_FUNDS) * DEMO_ETH_FUNDS - gone;
  expect(fees).toBeLessThanOrEqual(etherPaid.reduce((sum, { intent }) => sum + intent.feeCeiling, 0n));
  for (const [address, sum] of received)
    expect(sum).toBe(sumOf([...paid, ...etherPaid].filter(({ intent }) => intent.to === address)));
}

export function requestsOf({ requests }: WorkspaceState, chain: Chain): readonly RequestState[] {
  return [...requests.values()].filter(({ intent }) => intent.chain === chain);
}

export function confirmedOn(state: WorkspaceState, chain: Chain): readonly RequestState[] {
  return requestsOf(state, chain).filter(({ status }) => status === 'confirmed');
}

function sumOf(requests: readonly RequestState[]): bigint {
  return requests.reduce((sum, { intent }) => sum + intent.amount, 0n);
}

const Answer = z.object({ result: z.string().regex(/^0x[0-9a-f]+$/) });

async function askEvm(url: string, method: string, address: string): Promise<bigint> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [address, 'latest'] }),
  });
  return BigInt(Answer.parse(await response.json()).result);
}
