import { describe, expect, test } from 'vitest';
import {
  createSessionStore,
  forgetUnreleased,
  sessionMigrations,
  type Release,
} from '../../../../src/adapters/storage/session-store.ts';
import { patternBytes, scratchDatabase, thrownBy } from './scratch.ts';

const proposal = { sessionId: 's1', requestId: 'r1', logIndex: 7, seenAt: 1_000n };
const release: Release = {
  sessionId: 's1',
  requestId: 'r1',
  vaultId: 'v1',
  account: 'a1',
  message: patternBytes(150, 3),
  lifetime: 'blockhash 300',
  releasedAt: 2_000n,
};
const open = { outcome: undefined, settledAt: undefined };

function sessionStore() {
  const database = scratchDatabase(sessionMigrations);
  return { database, sessions: createSessionStore(database) };
}

describe('proposals', () => {
  test('are remembered once, with their first record', () => {
    const { sessions } = sessionStore();
    expect(sessions.recordProposal(proposal)).toEqual({ ...proposal, answer: undefined });
    expect(sessions.recordProposal({ ...proposal, seenAt: 9_000n })).toEqual({ ...proposal, answer: undefined });
    expect(sessions.proposal('s2')).toBeUndefined();
  });

  test('get one answer', () => {
    const { sessions } = sessionStore();
    sessions.recordProposal(proposal);
    sessions.recordProposal({ ...proposal, sessionId: 's0', logIndex: 3 });
    expect(sessions.unanswered().map(({ sessionId }) => sessionId)).toEqual(['s0', 's1']);
    sessions.recordAnswer('s1', 'refuse');
    sessions.recordAnswer('s1', 'refuse');
    expect(thrownBy(() => sessions.recordAnswer('s1', 'contribute'))).toMatchObject({
      code: 'SESSION_ANSWERED',
      kind: 'policy',
    });
    expect(sessions.proposal('s1')?.answer).toBe('refuse');
    expect(sessions.unanswered().map(({ sessionId }) => sessionId)).toEqual(['s0']);
    expect(thrownBy(() => sessions.recordAnswer('s9', 'refuse'))).toMatchObject({ code: 'SESSION_UNKNOWN' });
  });
});

test('a database that may be an earlier copy keeps no answer without a release', () => {
  const { database, sessions } = sessionStore();
  for (const sessionId of ['s1', 's2']) {
    sessions.recordProposal({ ...proposal, sessionId });
    sessions.recordAnswer(sessionId, 'contribute');
  }
  sessions.markReleased(release);
  forgetUnreleased(database);
  expect([sessions.proposal('s1')?.answer, sessions.proposal('s2')]).toEqual(['contribute', undefined]);
  expect(sessions.releases('r1')).toHaveLength(1);
});

describe('the bound of bytes that others may sign', () => {
  test('is what was said first, while the bytes were fresh', () => {
    const { sessions } = sessionStore();
    expect(sessions.bound('s1')).toBeUndefined();
    sessions.recordBound('s1', 332n);
    sessions.recordBound('s1', 12n);
    expect(sessions.bound('s1')).toBe(332n);
    expect(sessions.bound('s2')).toBeUndefined();
  });

  test('is not read when it is damaged', () => {
    const { database, sessions } = sessionStore();
    sessions.recordBound('s1', 332n);
    database.run('UPDATE session_bound SET last_height = -1');
    expect(thrownBy(() => sessions.bound('s1'))).toMatchObject({ code: 'STORAGE_CORRUPT' });
  });
});

describe('released shares', () => {
  test('are on record with the exact bytes they sign', () => {
    const { sessions } = sessionStore();
    sessions.markReleased(release);
    expect(sessions.releases('r1')).toEqual([{ ...release, ...open }]);
    expect(sessions.unsettled()).toEqual([{ ...release, ...open }]);
  });

  test('are released once per session', () => {
    const { sessions } = sessionStore();
    sessions.markReleased(release);
    expect(thrownBy(() => sessions.markReleased(release))).toMatchObject({ code: 'SESSION_RELEASED' });
    sessions.settle('s1', 'expired', 3_000n);
    expect(thrownBy(() => sessions.markReleased(release))).toMatchObject({ code: 'SESSION_RELEASED' });
  });

  test('block a second attempt until the first one can no longer reach the chain', () => {
    const { sessions } = sessionStore();
    const second = { ...release, sessionId: 's2' };
    sessions.markReleased(release);
    expect(thrownBy(() => sessions.markReleased(second))).toMatchObject({
      code: 'SESSION_ATTEMPT_OPEN',
      kind: 'policy',
    });
    sessions.markReleased({ ...release, sessionId: 's3', requestId: 'r2' });
    sessions.settle('s1', 'expired', 3_000n);
    sessions.markReleased(second);
    expect(sessions.releases('r1')).toEqual([
      { ...release, outcome: 'expired', settledAt: 3_000n },
      { ...second, ...open },
    ]);
  });

  test('block every further attempt once one is in the chain', () => {
    const { sessions } = sessionStore();
    sessions.markReleased(release);
    sessions.settle('s1', 'included', 3_000n);
    sessions.settle('s1', 'included', 4_000n);
    expect(sessions.unsettled()).toEqual([]);
    expect(thrownBy(() => sessions.settle('s1', 'expired', 4_000n))).toMatchObject({ code: 'SESSION_SETTLED' });
    expect(thrownBy(() => sessions.markReleased({ ...release, sessionId: 's2' }))).toMatchObject({
      code: 'SESSION_ATTEMPT_OPEN',
    });
    expect(thrownBy(() => sessions.settle('s9', 'expired', 1n))).toMatchObject({ code: 'SESSION_UNKNOWN' });
  });

  describe('with a turn', () => {
    const first = { ...release, turn: 'eip155:1 nonce 7' };
    const second = { ...first, sessionId: 's2' };

    test('stand beside those that the chain takes instead of them', () => {
      const { sessions } = sessionStore();
      sessions.markReleased(first);
      sessions.markReleased(second);
      expect(sessions.releases('r1')).toEqual([
        { ...first, ...open },
        { ...second, ...open },
      ]);
      sessions.settle('s1', 'expired', 3_000n);
      sessions.settle('s2', 'included', 3_000n);
      expect(thrownBy(() => sessions.markReleased({ ...first, sessionId: 's3' }))).toMatchObject({
        code: 'SESSION_ATTEMPT_OPEN',
      });
    });

    test.each<[string, string | undefined]>([
      ['another turn', 'eip155:1 nonce 8'],
      ['none', undefined],
    ])('block an attempt with %s', (_name, turn) => {
      const { sessions } = sessionStore();
      sessions.markReleased(first);
      expect(thrownBy(() => sessions.markReleased({ ...second, turn }))).toMatchObject({
        code: 'SESSION_ATTEMPT_OPEN',
      });
      sessions.settle('s1', 'expired', 3_000n);
      sessions.markReleased({ ...second, turn });
      expect(sessions.unsettled().map(({ sessionId }) => sessionId)).toEqual(['s2']);
    });

    test('are both included when they sign the same bytes', () => {
      const { sessions } = sessionStore();
      sessions.markReleased(first);
      sessions.markReleased(second);
      sessions.settle('s1', 'included', 3_000n);
      sessions.settle('s2', 'included', 3_000n);
      expect(sessions.unsettled()).toEqual([]);
    });
  });

  test('cannot be doubled even past this code: the file itself refuses', () => {
    const { database, sessions } = sessionStore();
    sessions.markReleased(release);
    const copy = `INSERT INTO session_release SELECT 's2', request_id, vault_id, account, message, checksum, lifetime, released_at,
      outcome, settled_at, turn FROM session_release`;
    expect(thrownBy(() => database.run(copy))).toMatchObject({ code: 'STORAGE_CONFLICT' });
  });
});

test('a run id is used up by its first use', () => {
  const { sessions } = sessionStore();
  sessions.useRun(patternBytes(32, 1), 1n);
  sessions.useRun(patternBytes(32, 2), 1n);
  expect(thrownBy(() => sessions.useRun(patternBytes(32, 1), 2n))).toMatchObject({ code: 'SESSION_RUN_USED' });
});

test.each([
  ['message bytes', 'UPDATE session_release SET message = zeroblob(150)'],
  ['a time', 'UPDATE session_release SET released_at = -5'],
  ['an account', "UPDATE session_release SET account = ''"],
])('names damaged %s of a release', (_, damage) => {
  const { database, sessions } = sessionStore();
  sessions.markReleased(release);
  database.exec(damage);
  expect(thrownBy(() => sessions.releases('r1'))).toMatchObject({ code: 'STORAGE_CORRUPT' });
  expect(thrownBy(() => sessions.markReleased({ ...release, sessionId: 's2' }))).toMatchObject({
    code: 'STORAGE_CORRUPT',
  });
});
