/**
 * `kill -9` of any process at random moments of the demo's life: creation, key ceremony, requests, approvals, signing, broadcast.
 * After each kill everything is started again from the same profile, and officers go on. COUNTERSIGN_SEED repeats a run;
 * COUNTERSIGN_KILLS sets how many kills.
 */
import { randomInt } from 'node:crypto';
import { base58 } from '@scure/base';
import { expect, it } from 'vitest';
import { DEMO_FUNDS } from '../../src/apps/console/demo-vaults.ts';
import { createEd25519Verifier } from '../../src/adapters/identity/verify-ed25519.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import type { SealedEntry } from '../../src/treasury/log/entry-codec.ts';
import { admitSealed } from '../../src/treasury/workspace/admit.ts';
import type { WorkspaceState } from '../../src/treasury/workspace/state.ts';
import { devChainRpc } from '../apps-harness/dev-chain-rpc.ts';
import { KillableHost } from '../apps-harness/killable-host.ts';
import { finishEverything, workUntilGone, type Ledger } from '../apps-harness/officers-at-work.ts';
import { auditCoSigner, KINDS, storedLog, type CoSignerAudit } from '../apps-harness/profile-audit.ts';
import { makeProfile } from '../apps-harness/profile.ts';
import { seeded, type Seeded } from '../apps-harness/seeded.ts';

const seed = Number(process.env['COUNTERSIGN_SEED'] ?? randomInt(2 ** 31));
const kills = Number(process.env['COUNTERSIGN_KILLS'] ?? 100);
const FEE = 5_000n;
const VICTIMS = ['host', 'devchain', 'cfo', ...KINDS];

it(`loses nothing and pays nothing twice over ${kills} kills (seed ${seed})`, async () => {
  console.log(`COUNTERSIGN_SEED=${seed}`);
  const random = seeded(seed);
  const profile = makeProfile();
  const ledger: Ledger = { acknowledged: [], failedStarts: [] };
  for (let kill = 0; kill < kills; kill += 1) await oneLife(profile.directory, ledger, random);

  const host = new KillableHost(profile.directory);
  const rpcUrl = await finishEverything(host, ledger, random);
  expect(await host.treasurer.call('log.verify', {})).toMatchObject({ isIntact: true, fault: null });
  const chain = await chainFacts(host, rpcUrl);
  await host.end();

  const entries = storedLog(profile.directory);
  const state = fold(entries);
  console.log(
    `${entries.length} entries, ${state.requests.size} requests; failed starts: ${ledger.failedStarts.join(' ')}`,
  );
  expectEverythingAcknowledged(ledger, entries);
  expectChainAgrees(chain, state);
  for (const coSigner of await Promise.all(KINDS.map((kind) => auditCoSigner(profile.directory, kind)))) {
    expectSameLog(coSigner, entries);
    expectSharesOpen(coSigner, state);
    expectNoRunTwice(coSigner, state);
  }
  profile.remove();
});

/** One start, one victim at a random moment, and soon afterwards the end of everything. */
async function oneLife(profile: string, ledger: Ledger, random: Seeded): Promise<void> {
  const victim = random.pick(VICTIMS);
  // Half of the kills fall into the start, half into the work.
  const moment = 1 + random.below(random.below(2) === 0 ? 25 : 160);
  const mourning = victim === 'host' ? 0 : random.below(4);
  const host = new KillableHost(profile);
  let moments = 0;
  host.onMoment(() => {
    moments += 1;
    if (moments === moment) host.kill(host.processes.has(victim) ? victim : 'host');
    if (moments === moment + mourning) host.kill('host');
  });
  await workUntilGone(host, ledger, random);
  await host.end();
}

interface ChainFacts {
  /** Ids of every transaction that names the vault's address. */
  readonly transactions: readonly string[];
  readonly balance: bigint;
  readonly paid: ReadonlyMap<string, bigint>;
}

async function chainFacts({ treasurer }: KillableHost, rpcUrl: string): Promise<ChainFacts> {
  const chain = devChainRpc(rpcUrl);
  const [account] = await treasurer.call('balance.list', { refresh: true });
  const payees = await treasurer.call('payee.list', {});
  const address = account?.address ?? '';
  const paid = await Promise.all(
    payees.map(async (payee): Promise<[string, bigint]> => [payee.address, await chain.balanceOf(payee.address)]),
  );
  return {
    transactions: await chain.transactionsOf(address),
    balance: await chain.balanceOf(address),
    paid: new Map(paid),
  };
}

/** The state that an auditor computes from the entries alone. */
function fold(entries: readonly SealedEntry[]): WorkspaceState {
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

function expectEverythingAcknowledged({ acknowledged }: Ledger, entries: readonly SealedEntry[]): void {
  for (const { type, requestId, logIndex } of acknowledged) {
    const body = entries[logIndex]?.entry.body;
    expect(body?.type).toBe(type);
    const id = body?.type === 'request.created' ? body.intent.requestId : (body as { requestId: string }).requestId;
    expect(id).toBe(requestId);
  }
}

function expectSameLog(coSigner: CoSignerAudit, entries: readonly SealedEntry[]): void {
  const own = coSigner.entries.map(({ hash }) => hash);
  expect(own).toEqual(entries.slice(0, own.length).map(({ hash }) => hash));
}

function expectSharesOpen({ shares }: CoSignerAudit, state: WorkspaceState): void {
  const active = [...state.vaults.values()].filter(({ status }) => status === 'active');
  expect(shares).toEqual(
    active.map(({ vaultId, epoch, groupKey }) => ({
      vaultId,
      epoch,
      groupKey: bytesToHex(groupKey ?? new Uint8Array()),
    })),
  );
}

/** Every released share belongs to a run of its own, and no request has two releases that could both pay. */
function expectNoRunTwice({ releases, runs }: CoSignerAudit, state: WorkspaceState): void {
  expect(new Set(runs).size).toBe(runs.length);
  const sessions = new Map(
    [...state.requests.values()].flatMap((request) =>
      request.sessions.map((session): [string, string] => [session.proposal.sessionId, session.entryHash]),
    ),
  );
  const releasedRuns = releases.map(({ sessionId }) => sessions.get(sessionId) ?? 'no session of the log');
  expect(new Set(releasedRuns).size).toBe(releasedRuns.length);
  for (const run of releasedRuns) expect(runs).toContain(run);
  const open = releases.filter(({ outcome }) => outcome !== 'expired').map(({ requestId }) => requestId);
  expect(new Set(open).size).toBe(open.length);
}

/** At most one transaction per request, and every lamport accounted for. */
function expectChainAgrees({ transactions, balance, paid }: ChainFacts, state: WorkspaceState): void {
  const requests = [...state.requests.values()];
  const onChain = new Set(transactions);
  const landed = requests.map((request) => ({
    request,
    ids: request.sessions
      .flatMap(({ outcome }) => (outcome.type === 'signed' ? [base58.encode(outcome.signature)] : []))
      .filter((id) => onChain.has(id)),
  }));
  for (const { request, ids } of landed)
    expect(ids).toEqual(request.status === 'confirmed' ? [request.transactionId] : []);
  const confirmed = requests.filter(({ status }) => status === 'confirmed');
  const airdrops = BigInt(transactions.length - confirmed.length);
  expect(balance).toBe(airdrops * DEMO_FUNDS - confirmed.reduce((sum, { intent }) => sum + intent.amount + FEE, 0n));
  for (const [address, received] of paid) {
    const asked = confirmed.filter(({ intent }) => intent.to === address);
    expect(received).toBe(asked.reduce((sum, { intent }) => sum + intent.amount, 0n));
  }
}
