/**
 * `kill -9` of any process, and of all at once: in the creation, in key ceremonies, and again and again while officers pay from a Solana vault
 * and from an EVM vault with presignatures. After each kill what died comes back, by supervision or by a new start from the same profile, and
 * officers go on. A seed decides which process dies at which moment of the work (`kill-plan.ts`); COUNTERSIGN_SEED repeats a plan,
 * COUNTERSIGN_KILLS sets how many kills.
 */
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import type { WorkspaceState } from '../../src/treasury/workspace/state.ts';
import { Executioner, type Strike } from '../apps-harness/executioner.ts';
import {
  chainFacts,
  confirmedOn,
  expectChainsAgree,
  expectEverythingAcknowledged,
  expectNoNonceTwice,
  expectNoRunTwice,
  expectPresignaturesOnce,
  expectSameLog,
  expectSharesOpen,
  fold,
  requestsOf,
  sessionsOf,
} from '../apps-harness/kill-audit.ts';
import { planOf, type Life } from '../apps-harness/kill-plan.ts';
import { KillableHost } from '../apps-harness/killable-host.ts';
import { finishEverything, workUntilGone, type Ledger } from '../apps-harness/officers-at-work.ts';
import { auditCoSigner, KINDS, storedLog, type CoSignerAudit } from '../apps-harness/profile-audit.ts';
import { makeProfile } from '../apps-harness/profile.ts';
import { seeded, type Seeded } from '../apps-harness/seeded.ts';

const seed = Number(process.env['COUNTERSIGN_SEED'] ?? randomInt(2 ** 31));
const kills = Number(process.env['COUNTERSIGN_KILLS'] ?? 100);
/** Of one life: more means that it does not come up at all. */
const MAX_STARTS = 10;
const ENOUGH_MS = 12 * 60_000;
const VAULTS = ['solana', 'evm'] as const;

it(`loses nothing and pays nothing twice over ${kills} kills (seed ${seed})`, async () => {
  console.log(`COUNTERSIGN_SEED=${seed}`);
  const plan = planOf(seeded(seed), kills);
  const random = seeded(seed + 1);
  const profile = makeProfile();
  const ledger: Ledger = { acknowledged: [], failedStarts: [] };
  const strikes: Strike[] = [];
  for (const life of plan) {
    // On a machine that is very busy the rest of the plan is left out; what is counted below is what was done.
    if (performance.now() > ENOUGH_MS && strikes.length >= kills / 3) break;
    await liveThrough(profile.directory, life, { ledger, random, strikes });
    console.log(`${strikes.length} kills after ${Math.round(process.uptime())} s`);
  }

  const host = new KillableHost(profile.directory, VAULTS);
  const endpoints = await finishEverything({ host, ledger, random }, 2);
  expect(await host.treasurer.call('log.verify', {})).toMatchObject({ isIntact: true, fault: null });
  const chains = await chainFacts(host.treasurer, endpoints);
  await host.end();

  const entries = storedLog(profile.directory);
  const state = fold(entries);
  const audits = await Promise.all(KINDS.map((kind) => auditCoSigner(profile.directory, kind)));
  const tally = tallyOf(state, audits, strikes);
  console.log(`${entries.length} entries; failed starts: ${ledger.failedStarts.join(' ')}\n${JSON.stringify(tally)}`);
  expectEverythingAcknowledged(ledger, entries);
  expectChainsAgree(chains, state);
  expectNoNonceTwice(state);
  for (const audit of audits) {
    expectSameLog(audit, entries);
    expectSharesOpen(audit, state);
    expectNoRunTwice(audit, state);
    expectPresignaturesOnce(audit, state);
  }
  expectExercised(strikes.length, tally, ledger);
  profile.remove();
});

interface Run {
  readonly ledger: Ledger;
  readonly random: Seeded;
  readonly strikes: Strike[];
}

/** Starts everything, and again when it ends before its last kill. */
async function liveThrough(profile: string, life: Life, { ledger, random, strikes }: Run): Promise<void> {
  for (let left = life.kills, starts = 0; left.length > 0; starts += 1) {
    if (starts > MAX_STARTS) throw new Error(`It does not start: ${ledger.failedStarts.join(' ')}`);
    const host = new KillableHost(profile, VAULTS);
    const executioner = new Executioner(host, { ...life, kills: left }, strikes);
    await workUntilGone({ host, ledger, random }, () => executioner.arm());
    await host.end();
    executioner.stop();
    left = executioner.left;
  }
}

interface Tally {
  readonly requests: number;
  readonly confirmed: { readonly solana: number; readonly evm: number };
  /** Requests for which a co-signer released a share. */
  readonly released: { readonly solana: number; readonly evm: number };
  readonly sessions: number;
  /** Sessions with a presignature that a co-signer consumed. */
  readonly online: number;
  /** Kills of a co-signer that had begun a signing run which was not over, and of those: after its share could have left. */
  readonly killsInRun: number;
  readonly killsAfterRelease: number;
  readonly killsInEcdsaRun: number;
  readonly killsOfEverything: number;
  readonly forced: number;
  readonly spent: Readonly<Record<string, number>>;
}

function tallyOf(state: WorkspaceState, audits: readonly CoSignerAudit[], strikes: readonly Strike[]): Tally {
  const sessions = sessionsOf(state);
  const releasedBy = new Set(audits.flatMap(({ releases }) => releases.map(({ requestId }) => requestId)));
  const released = (chain: 'solana' | 'evm'): number =>
    requestsOf(state, chain).filter(({ requestId }) => releasedBy.has(requestId)).length;
  const spent = audits.flatMap((audit) => audit.spent);
  const hit = (isHit: (audit: CoSignerAudit, run: string) => boolean): number =>
    strikes.filter(({ victims, runs }) =>
      audits.some((audit) => victims.includes(audit.kind) && runs.some((run) => isHit(audit, run))),
    ).length;
  const sessionOf = (run: string) => sessions.find(({ entryHash }) => entryHash === run)?.proposal;
  return {
    requests: state.requests.size,
    confirmed: { solana: confirmedOn(state, 'solana').length, evm: confirmedOn(state, 'evm').length },
    released: { solana: released('solana'), evm: released('evm') },
    sessions: sessions.length,
    online: new Set(spent.filter(({ reason }) => reason === 'consumed').map(({ runId }) => runId)).size,
    killsInRun: hit(({ runs }, run) => runs.includes(run)),
    killsAfterRelease: hit(({ releases }, run) =>
      releases.some(({ sessionId }) => sessionId === sessionOf(run)?.sessionId),
    ),
    killsInEcdsaRun: hit(({ runs }, run) => runs.includes(run) && 'nonce' in (sessionOf(run)?.lifetime ?? {})),
    killsOfEverything: strikes.filter(({ victims }) => victims.includes('host')).length,
    forced: strikes.filter(({ isForced }) => isForced).length,
    spent: Object.fromEntries(
      Object.entries(Object.groupBy(spent, (one) => one.reason)).map(([k, v]) => [k, v?.length ?? 0]),
    ),
  };
}

/** So many kills are an exercise only if the workspace was at work: shares of every kind of run were sent, and runs were hit. */
function expectExercised(done: number, tally: Tally, { acknowledged }: Ledger): void {
  expect(done).toBeGreaterThanOrEqual(kills / 3);
  const least = (part: number): number => Math.floor(done / part);
  expect(acknowledged.filter(({ type }) => type === 'request.approved').length).toBeGreaterThanOrEqual(least(5));
  expect(tally.confirmed.solana).toBeGreaterThanOrEqual(least(10));
  expect(tally.confirmed.evm).toBeGreaterThanOrEqual(least(20));
  expect(tally.released.solana).toBeGreaterThanOrEqual(least(10));
  expect(tally.released.evm).toBeGreaterThanOrEqual(least(20));
  expect(tally.online).toBeGreaterThanOrEqual(1 + least(50));
  expect(tally.killsInRun).toBeGreaterThanOrEqual(least(10));
}
