/**
 * What a co-signer must never forget about signing sessions: which proposals it saw and answered, which run ids it used,
 * and which signature shares it released. A release is on disk before the share leaves the process; that is what keeps a
 * second attempt of the same request, after a crash, from paying twice.
 */
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { Database, SqlRow } from './database.ts';
import type { Migration } from './migrations.ts';
import { assertChecksum, blob, checksumOf, count, parseRow, text, time } from './rows.ts';

export const sessionMigrations: readonly Migration[] = [
  {
    component: 'session',
    version: 1,
    sql: `
      CREATE TABLE session_proposal (
        session_id TEXT PRIMARY KEY, request_id TEXT NOT NULL, log_index INTEGER NOT NULL, seen_at INTEGER NOT NULL,
        answer TEXT CHECK (answer IN ('contribute', 'refuse'))
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE session_release (
        session_id TEXT PRIMARY KEY, request_id TEXT NOT NULL, vault_id TEXT NOT NULL, account TEXT NOT NULL,
        message BLOB NOT NULL, checksum BLOB NOT NULL, lifetime TEXT NOT NULL, released_at INTEGER NOT NULL,
        outcome TEXT CHECK (outcome IN ('included', 'expired')), settled_at INTEGER,
        CHECK ((outcome IS NULL) = (settled_at IS NULL))
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX session_release_open ON session_release (request_id) WHERE outcome IS NOT 'expired';
      CREATE TABLE session_run (run_id BLOB PRIMARY KEY, used_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  },
  {
    component: 'session',
    version: 2,
    sql: `
      CREATE TABLE session_bound (session_id TEXT PRIMARY KEY, last_height INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  },
  {
    component: 'session',
    version: 3,
    sql: `
      ALTER TABLE session_release ADD COLUMN turn TEXT;
      DROP INDEX session_release_open;
      CREATE UNIQUE INDEX session_release_open ON session_release (request_id)
        WHERE outcome IS NOT 'expired' AND turn IS NULL`,
  },
];

/**
 * Removes what was answered without a release. For a database that may be a copy of an earlier one: whether a share left after the answer, it
 * cannot say, and an answer that is missing counts as released.
 */
export function forgetUnreleased(database: Database): void {
  database.run('DELETE FROM session_proposal WHERE session_id NOT IN (SELECT session_id FROM session_release)', {});
}

export type Answer = 'contribute' | 'refuse';
/** How a released attempt ended on its chain: it is in the chain, or it can never get there any more. */
export type ReleaseOutcome = 'included' | 'expired';

export interface Proposal {
  readonly sessionId: string;
  readonly requestId: string;
  /** Index of the `session.proposed` entry. */
  readonly logIndex: number;
  /** Milliseconds since the Unix epoch. */
  readonly seenAt: bigint;
  readonly answer: Answer | undefined;
}

export interface Release {
  readonly sessionId: string;
  readonly requestId: string;
  readonly vaultId: string;
  readonly account: string;
  /** The exact message bytes the share signs. */
  readonly message: Uint8Array;
  /** What bounds the life of those bytes, in the chain's own terms, such as blockhash and last valid block height. At most 256 characters. */
  readonly lifetime: string;
  /**
   * Of all transactions of the account with this turn the chain takes one (an EVM network and nonce). Absent where the chain has no
   * such thing. At most 100 characters.
   */
  readonly turn?: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly releasedAt: bigint;
}

export interface StoredRelease extends Release {
  readonly outcome: ReleaseOutcome | undefined;
  readonly settledAt: bigint | undefined;
}

export interface SessionStore {
  /** Remembers a proposal; one that is known keeps its first record and answer. */
  recordProposal(proposal: Omit<Proposal, 'answer'>): Proposal;
  /** Stores the one answer to a known proposal. @throws AppError `SESSION_ANSWERED` for a second, different answer. */
  recordAnswer(sessionId: string, answer: Answer): void;
  proposal(sessionId: string): Proposal | undefined;
  /** Proposals that have no answer yet, oldest first. */
  unanswered(): readonly Proposal[];
  /**
   * Marks a share as released, durably, before it leaves.
   * @throws AppError `SESSION_ATTEMPT_OPEN` while another attempt of the request is unsettled and has not the same turn, or was
   *   included; `SESSION_RELEASED` when this session's share was released before.
   */
  markReleased(release: Release): void;
  /** Records how an attempt ended. @throws AppError `SESSION_UNKNOWN`, or `SESSION_SETTLED` for another outcome than before. */
  settle(sessionId: string, outcome: ReleaseOutcome, at: bigint): void;
  /** All releases for a request, oldest first. */
  releases(requestId: string): readonly StoredRelease[];
  /** All releases whose end is not known yet, oldest first. */
  unsettled(): readonly StoredRelease[];
  /**
   * Remembers the height after which the bytes of a session, whoever signs them, can no longer be included. The first word counts:
   * it was asked while the bytes were fresh.
   */
  recordBound(sessionId: string, lastHeight: bigint): void;
  /** What `recordBound` remembered. */
  bound(sessionId: string): bigint | undefined;
  /** Uses up a 32-byte run id. @throws AppError `SESSION_RUN_USED` for one that was used before. */
  useRun(runId: Uint8Array, at: bigint): void;
  /** Whether `useRun` would refuse. */
  isRunUsed(runId: Uint8Array): boolean;
}

const answer = z.enum(['contribute', 'refuse']);
const proposalRow = z
  .strictObject({ session_id: text, request_id: text, log_index: count, seen_at: time, answer: answer.nullable() })
  .transform((row): Proposal => ({
    sessionId: row.session_id,
    requestId: row.request_id,
    logIndex: row.log_index,
    seenAt: row.seen_at,
    answer: row.answer ?? undefined,
  }));
const releaseRow = z.strictObject({
  session_id: text,
  request_id: text,
  vault_id: text,
  account: text,
  message: blob(),
  checksum: blob(32),
  lifetime: text,
  released_at: time,
  outcome: z.enum(['included', 'expired']).nullable(),
  settled_at: time.nullable(),
  turn: text.nullable(),
});

const boundRow = z.strictObject({ session_id: text, last_height: z.bigint().min(0n) });

/** @throws AppError `STORAGE_CORRUPT` from every reading method when a stored record is damaged. */
export function createSessionStore(database: Database): SessionStore {
  return {
    ...proposalMethods(database),
    ...releaseMethods(database),
    ...boundMethods(database),
    ...runMethods(database),
  };
}

function proposalMethods(
  database: Database,
): Pick<SessionStore, 'recordProposal' | 'recordAnswer' | 'proposal' | 'unanswered'> {
  function proposal(sessionId: string): Proposal | undefined {
    const row = database.get('SELECT * FROM session_proposal WHERE session_id = $sessionId', { sessionId });
    return row && parseRow(proposalRow, row);
  }
  return {
    proposal,
    recordProposal: ({ sessionId, requestId, logIndex, seenAt }) =>
      database.transaction(() => {
        const sql = `INSERT INTO session_proposal VALUES ($sessionId, $requestId, $logIndex, $seenAt, NULL)
                     ON CONFLICT DO NOTHING`;
        database.run(sql, { sessionId, requestId, logIndex, seenAt });
        return proposal(sessionId) ?? unknown();
      }),
    recordAnswer: (sessionId, given) =>
      database.transaction(() => {
        const known = proposal(sessionId) ?? unknown();
        if (known.answer === given) return;
        if (known.answer !== undefined)
          throw refusal('SESSION_ANSWERED', 'This proposal was answered differently before.');
        const sql = 'UPDATE session_proposal SET answer = $given WHERE session_id = $sessionId';
        database.run(sql, { sessionId, given });
      }),
    unanswered: () =>
      database
        .all('SELECT * FROM session_proposal WHERE answer IS NULL ORDER BY log_index')
        .map((row) => parseRow(proposalRow, row)),
  };
}

function releaseMethods(database: Database): Pick<SessionStore, 'markReleased' | 'settle' | 'releases' | 'unsettled'> {
  function release(sessionId: string): StoredRelease | undefined {
    const row = database.get('SELECT * FROM session_release WHERE session_id = $sessionId', { sessionId });
    return row && releaseOf(row);
  }
  const releases = (requestId: string): readonly StoredRelease[] =>
    database
      .all('SELECT * FROM session_release WHERE request_id = $requestId ORDER BY released_at, session_id', {
        requestId,
      })
      .map(releaseOf);

  return {
    releases,
    markReleased: ({ sessionId, requestId, vaultId, account, message, lifetime, releasedAt, turn = null }) =>
      database.transaction(() => {
        if (release(sessionId) !== undefined) {
          throw refusal('SESSION_RELEASED', 'The share for this session was released before.');
        }
        if (releases(requestId).some((earlier) => canLandBeside(earlier, turn))) throw attemptOpen();
        const checksum = checksumOf(message);
        database.run(
          `INSERT INTO session_release VALUES ($sessionId, $requestId, $vaultId, $account, $message, $checksum,
             $lifetime, $releasedAt, NULL, NULL, $turn)`,
          { sessionId, requestId, vaultId, account, message, checksum, lifetime, releasedAt, turn },
        );
      }),
    settle: (sessionId, outcome, at) =>
      database.transaction(() => {
        const known = release(sessionId) ?? unknown();
        if (known.outcome === outcome) return;
        if (known.outcome !== undefined) throw refusal('SESSION_SETTLED', 'This attempt ended differently before.');
        const sql = 'UPDATE session_release SET outcome = $outcome, settled_at = $at WHERE session_id = $sessionId';
        database.run(sql, { sessionId, outcome, at });
      }),
    unsettled: () =>
      database
        .all('SELECT * FROM session_release WHERE outcome IS NULL ORDER BY released_at, session_id')
        .map(releaseOf),
  };
}

/** Whether an earlier attempt could be paid together with one that has this turn. Two with the same turn exclude each other. */
function canLandBeside({ outcome, turn }: StoredRelease, own: string | null): boolean {
  if (outcome !== undefined) return outcome === 'included';
  return own === null || turn !== own;
}

function boundMethods(database: Database): Pick<SessionStore, 'recordBound' | 'bound'> {
  return {
    recordBound: (sessionId, lastHeight) => {
      const sql = 'INSERT INTO session_bound VALUES ($sessionId, $lastHeight) ON CONFLICT DO NOTHING';
      database.run(sql, { sessionId, lastHeight });
    },
    bound: (sessionId) => {
      const row = database.get('SELECT * FROM session_bound WHERE session_id = $sessionId', { sessionId });
      return row && parseRow(boundRow, row).last_height;
    },
  };
}

function runMethods(database: Database): Pick<SessionStore, 'useRun' | 'isRunUsed'> {
  return {
    isRunUsed: (runId) => database.get('SELECT run_id FROM session_run WHERE run_id = $runId', { runId }) !== undefined,
    useRun: (runId, at) => {
      const sql = 'INSERT INTO session_run VALUES ($runId, $at) ON CONFLICT DO NOTHING';
      if (database.run(sql, { runId, at }).changes === 0n) {
        throw refusal('SESSION_RUN_USED', 'A protocol run with this id took place before.');
      }
    },
  };
}

function releaseOf(row: SqlRow): StoredRelease {
  const { session_id, request_id, vault_id, account, message, checksum, ...rest } = parseRow(releaseRow, row);
  assertChecksum(message, checksum);
  return {
    sessionId: session_id,
    requestId: request_id,
    vaultId: vault_id,
    account,
    message,
    lifetime: rest.lifetime,
    releasedAt: rest.released_at,
    outcome: rest.outcome ?? undefined,
    settledAt: rest.settled_at ?? undefined,
    turn: rest.turn ?? undefined,
  };
}

function attemptOpen(): AppError {
  return new AppError({
    code: 'SESSION_ATTEMPT_OPEN',
    kind: 'policy',
    message: 'An earlier attempt to sign this request could still reach the chain, or has reached it.',
    safe: 'No second signature was given, so the payment cannot happen twice.',
    next: 'Wait until the earlier transaction is confirmed or has expired.',
  });
}

function refusal(code: string, message: string): AppError {
  return new AppError({ code, kind: 'policy', message, safe: 'No signature share left this co-signer.' });
}

function unknown(): never {
  throw new AppError({ code: 'SESSION_UNKNOWN', kind: 'bug', message: 'This co-signer has no record of the session.' });
}
