import { describe, expect, test } from 'vitest';
import { inOrder, openSum } from '../../../renderer/features/approvals/order.ts';
import { alertsOf } from '../../../renderer/features/overview/alerts.ts';
import { shownCheckpoints } from '../../../renderer/features/audit/shown-checkpoints.ts';
import { byAsset, sumOf } from '../../../renderer/features/overview/Total.tsx';
import { syncState } from '../../../renderer/frame/sync.ts';
import { decidingSeats, stageNeed, stageState } from '../../../renderer/components/Quorum.tsx';
import { canPreview, emptyDraft, trimmed } from '../../../renderer/features/transfer/draft.ts';
import type { BalanceView } from '../../../src/contract/views.ts';
import { checkpoint, coSigners, NOW, workspace } from '../../renderer-example/cast.ts';
import { sol, stagesFor, summaries } from '../../renderer-example/requests.ts';
import { vaultsOf } from '../../renderer-example/vaults.ts';

const [request] = summaries;

describe('queue', () => {
  test('accounts by name, inside each the nearest deadline first', () => {
    const later = { ...request!, requestId: 'l', expiresAt: NOW + 9n };
    const sooner = { ...request!, requestId: 's', expiresAt: NOW + 2n };
    const other = { ...request!, requestId: 'o', accountName: 'Reserve', expiresAt: NOW + 1n };
    expect(inOrder([other, later, sooner], 'deadline').map(({ requestId }) => requestId)).toEqual(['s', 'l', 'o']);
  });

  test('what is over stands newest first', () => {
    const older = { ...request!, requestId: 'a', createdAt: NOW - 9n };
    const newer = { ...request!, requestId: 'b', createdAt: NOW - 1n };
    expect(inOrder([older, newer], 'newest').map(({ requestId }) => requestId)).toEqual(['b', 'a']);
  });

  test('sums are exact', () => {
    const tiny = { ...request!, amount: sol('0.000000001') };
    expect(openSum([tiny, { ...tiny, amount: sol('9007199.254740993') }])).toBe(9_007_199_254_740_994n);
  });
});

describe('alerts', () => {
  const quiet = { requests: [], coSigners, balances: [], vaults: [], now: NOW };

  test('nothing is wrong when nothing is wrong', () => expect(alertsOf(quiet)).toEqual([]));

  test('dissent stands above a machine that is away and a blocked request', () => {
    const offline = coSigners.map((one, index) => ({ ...one, isOnline: index > 0 }));
    const blocked = { ...request!, requestId: 'b', status: 'blocked' as const };
    const dissent = { ...request!, requestId: 'd', status: 'approved' as const, hasDissent: true };
    const alerts = alertsOf({ ...quiet, requests: [blocked, dissent], coSigners: offline });
    expect(alerts.map(({ kind }) => kind)).toEqual(['dissent', 'offline', 'blocked']);
  });

  test('a request blocked yesterday is no alert any more', () => {
    const old = { ...request!, status: 'blocked' as const, createdAt: NOW - 90_000_000n };
    expect(alertsOf({ ...quiet, requests: [old] })).toEqual([]);
  });

  test('a total with an unreadable account is no total', () => {
    const balance = { reserved: sol('0') } as Parameters<typeof sumOf>[0][number];
    expect(sumOf([balance, balance], () => 2n)).toBe(4n);
    expect(sumOf([balance, balance], (one) => (one === balance ? undefined : 1n))).toBeNull();
  });
});

describe('keys', () => {
  const quiet = { requests: [], coSigners, balances: [], now: NOW };

  test('a ceremony without a key and a change without new shares are told; what an officer stopped is not', () => {
    const titles = (scene: string) => alertsOf({ ...quiet, vaults: vaultsOf(scene) }).map(({ title }) => title);
    expect(titles('evm:failed')).toEqual(['EVM vault has no key']);
    expect(titles('reshare:failed')).toEqual(['EVM vault got no new shares']);
    expect(titles('evm:cancelled')).toEqual([]);
    expect(titles('reshare:active')).toEqual([]);
  });
});

test('amounts of two assets stay apart', () => {
  const balance = (asset: string) => ({ reserved: { value: 0n, decimals: 9, asset } }) as BalanceView;
  const [one, two, three] = [balance('SOL'), balance('ETH'), balance('SOL')];
  expect(byAsset([one, two, three])).toEqual([[one, three], [two]]);
});

describe('checkpoints in the table', () => {
  test('the newest, one for each ten entries, and every incomplete one', () => {
    const all = Array.from({ length: 25 }, (_, index) => checkpoint(index + 1, 0n, index === 21 ? 2 : 3));
    expect(shownCheckpoints(all).map(({ size }) => size)).toEqual([25, 22, 12, 2]);
  });
});

describe('sync', () => {
  const { log } = workspace;

  test('nobody has more than this machine', () => {
    const state = syncState({ log, coSigners }, Number(log.syncedAt) + 4_000);
    expect(state).toEqual({ isBehind: false, label: 'synced, last entry', figure: '4 s ago' });
  });

  test('a co-signer that reports a longer log says how much is missing', () => {
    const ahead = coSigners.map((one, index) => ({ ...one, logSize: index === 1 ? log.size + 2 : null }));
    expect(syncState({ log, coSigners: ahead }, 0)).toMatchObject({ isBehind: true, figure: '2 entries' });
  });
});

describe('stages', () => {
  const [finance, treasury] = stagesFor('mine');

  test('states and needs in words', () => {
    expect(stageState(finance!)).toBe('you');
    expect(stageState(treasury!)).toBe('wait');
    expect(stageState(stagesFor('met')[0]!)).toBe('ok');
    expect(stageNeed(finance!)).toBe('any 1 of 2');
    expect(stageNeed({ ...finance!, quorum: 2 })).toBe('all 2');
  });

  test('the initiator never stands among those who decide', () => {
    expect(decidingSeats(treasury!).map(({ name }) => name)).toEqual(['Controller']);
  });
});

describe('transfer draft', () => {
  test('spaces that come with a paste do not reach the console', () => {
    const typed = { ...emptyDraft, address: ' 7Gm4 xVq2 ', amount: ' 1 250 ', purpose: '  Hull  ' };
    expect(trimmed(typed)).toMatchObject({ address: '7Gm4xVq2', amount: '1250', purpose: 'Hull' });
  });

  test('asks the policy only when account, payee and amount are known', () => {
    const full = { ...emptyDraft, accountId: 'operating', payeeId: 'aurelia', amount: '1', feeCeiling: '0.1' };
    expect(canPreview(full)).toBe(true);
    expect(canPreview({ ...full, amount: ' ' })).toBe(false);
    expect(canPreview({ ...full, payeeId: '' })).toBe(false);
    expect(canPreview({ ...full, payeeId: '', address: 'x' })).toBe(true);
  });
});
