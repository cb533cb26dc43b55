/**
 * The activation of new sharings on disk (reshare.md 6): every event of the engine's reducer is written, in one transaction, before
 * anything acts on it. The same rows as `epoch-store.ts`, which serves the key ceremony and whoever only reads.
 */
import { z } from 'zod';
import { concatBytes } from '../../base/bytes.ts';
import {
  applyActivation,
  decodeCommitCert,
  encodeCommitCert,
  NO_AUX,
  type ActivationEvent,
  type ActivationState,
  type ActivationTerms,
  type CommitCert,
  type EpochRecord,
} from '../../engine/mpc/reshare/index.ts';
import { AppError } from '../../base/errors.ts';
import type { Database, SqlRow } from './database.ts';
import { assertChecksum, blob, checksumOf, count, parseRow, time } from './rows.ts';

/** What an event brings along that the reducer does not look at. */
export interface EventRecord {
  /** Of `prepared`: public part of the new epoch, in the engine's encoding. */
  readonly publicData?: Uint8Array;
  /** Of `certified`, for an epoch above 0: the acknowledgements of all new holders. */
  readonly certificate?: CommitCert;
  /** Milliseconds since the Unix epoch. */
  readonly at: bigint;
}

export interface StoredCertificate {
  readonly certificate: CommitCert;
  readonly storedAt: bigint;
}

export interface ActivationStore {
  /** The state of one key's epochs, as the reducer knows it. */
  state(vaultId: string): ActivationState;
  /** Applies an event and writes what changed: on return both have happened, or neither. @throws AppError `EPOCH_STATE` */
  apply(vaultId: string, event: ActivationEvent, record: EventRecord): ActivationState;
  /** Adds what a share of an earlier version lacks: the terms under which its ceremony ended. Does nothing when they are known. */
  adoptTerms(vaultId: string, terms: ActivationTerms): void;
  certificate(vaultId: string, epoch: number): StoredCertificate | undefined;
  /** Every vault of which an epoch is known here. */
  vaults(): readonly string[];
}

const epochRow = z.object({
  epoch: count,
  state: z.enum(['PREPARED', 'ACTIVE', 'RETIRED', 'ERASED']),
  own_answer: z.enum(['ack', 'nack']).nullable(),
  terms: blob(96).nullable(),
  is_self_tested: count,
});
const certificateRow = z.object({
  epoch: count,
  certificate: blob(),
  checksum: blob(32),
  is_proven: count,
  stored_at: time,
});

/** @throws AppError `STORAGE_CORRUPT` from every reading method when a stored record is damaged. */
export function createActivationStore(database: Database): ActivationStore {
  const read = (vaultId: string): ActivationState => stateOf(database, vaultId);
  return {
    state: read,
    apply: (vaultId, event, record) =>
      database.transaction(() => {
        const before = read(vaultId);
        const after = applyActivation(before, event);
        if (event.type === 'prepared') insertPrepared(database, vaultId, event.terms, before, record);
        if (event.type === 'certified') insertCertificate(database, vaultId, event.terms, record);
        for (const epoch of after.epochs) update(database, vaultId, epoch, find(before, epoch.epoch), record.at);
        if (after.isProven && !before.isProven && after.certified !== undefined)
          prove(database, vaultId, after.certified.epoch);
        if (event.type === 'abandoned') abandon(database, vaultId, event.epoch);
        return after;
      }),
    adoptTerms: (vaultId, terms) => {
      const sql = `UPDATE epoch SET terms = $terms, is_self_tested = 1
                   WHERE vault_id = $vaultId AND epoch = $epoch AND terms IS NULL`;
      database.run(sql, { vaultId, epoch: terms.epoch, terms: encodeTerms(terms) });
    },
    certificate: (vaultId, epoch) => {
      const sql = 'SELECT * FROM epoch_certificate WHERE vault_id = $vaultId AND epoch = $epoch';
      const row = database.get(sql, { vaultId, epoch });
      return row && certificateOf(row);
    },
    vaults: () =>
      database
        .all('SELECT DISTINCT vault_id FROM epoch ORDER BY vault_id')
        .map((row) => parseRow(z.object({ vault_id: z.string() }), row).vault_id),
  };
}

function stateOf(database: Database, vaultId: string): ActivationState {
  const epochs = database
    .all('SELECT * FROM epoch WHERE vault_id = $vaultId ORDER BY epoch', { vaultId })
    .map(recordOf);
  const latest = database.get('SELECT * FROM epoch_certificate WHERE vault_id = $vaultId ORDER BY epoch DESC LIMIT 1', {
    vaultId,
  });
  // A key ceremony has no certificate: its confirmations are in the log.
  const certificate = latest && parseRow(certificateRow, latest);
  const first = epochs.find(({ state }) => state === 'ACTIVE');
  const abandoned = database
    .all('SELECT epoch FROM epoch_abandoned WHERE vault_id = $vaultId ORDER BY epoch', { vaultId })
    .map((row) => parseRow(z.object({ epoch: count }), row).epoch);
  return {
    epochs,
    certified: latest === undefined ? first?.terms : termsOf(certificateOf(latest).certificate),
    // The first sharing replaces none, so nothing waits for its proof.
    isProven: certificate === undefined ? first !== undefined : certificate.is_proven === 1,
    abandoned,
  };
}

function recordOf(found: SqlRow): EpochRecord {
  const { epoch, state, own_answer, terms, is_self_tested } = parseRow(epochRow, found);
  return {
    epoch,
    state,
    terms: decodeTerms(terms ?? new Uint8Array(96), epoch),
    isSelfTested: is_self_tested === 1,
    answer: own_answer ?? undefined,
  };
}

function insertPrepared(
  database: Database,
  vaultId: string,
  terms: ActivationTerms,
  before: ActivationState,
  { publicData, at }: EventRecord,
): void {
  if (find(before, terms.epoch) !== undefined) return;
  if (publicData === undefined) throw incomplete();
  database.run(
    `INSERT INTO epoch (vault_id, epoch, state, public_data, checksum, own_answer, changed_at, terms, is_self_tested)
     VALUES ($vaultId, $epoch, 'PREPARED', $publicData, $checksum, NULL, $at, $terms, 0)`,
    { vaultId, epoch: terms.epoch, publicData, checksum: checksumOf(publicData), at, terms: encodeTerms(terms) },
  );
}

function insertCertificate(
  database: Database,
  vaultId: string,
  terms: ActivationTerms,
  { certificate, at }: EventRecord,
): void {
  if (certificate === undefined) {
    if (terms.epoch > 0) throw incomplete();
    return;
  }
  const encoded = encodeCommitCert(certificate);
  const sql = `INSERT INTO epoch_certificate VALUES ($vaultId, $epoch, $encoded, $checksum, 0, $at)
               ON CONFLICT DO NOTHING`;
  database.run(sql, { vaultId, epoch: terms.epoch, encoded, checksum: checksumOf(encoded), at });
}

/** Retires first: two epochs are never ACTIVE at once, and the index that says so is checked after every statement. */
function update(
  database: Database,
  vaultId: string,
  { epoch, state, answer, isSelfTested }: EpochRecord,
  before: EpochRecord | undefined,
  at: bigint,
): void {
  const isSame = before?.state === state && before.answer === answer && before.isSelfTested === isSelfTested;
  if (isSame || before === undefined) return;
  const sql = `UPDATE epoch SET state = $state, own_answer = $answer, is_self_tested = $tested,
                 changed_at = CASE WHEN state = $state THEN changed_at ELSE $at END
               WHERE vault_id = $vaultId AND epoch = $epoch`;
  database.run(sql, { vaultId, epoch, state, answer: answer ?? null, tested: isSelfTested ? 1 : 0, at });
}

function prove(database: Database, vaultId: string, epoch: number): void {
  const sql = 'UPDATE epoch_certificate SET is_proven = 1 WHERE vault_id = $vaultId AND epoch = $epoch';
  database.run(sql, { vaultId, epoch });
}

function abandon(database: Database, vaultId: string, epoch: number): void {
  database.run('INSERT INTO epoch_abandoned VALUES ($vaultId, $epoch) ON CONFLICT DO NOTHING', { vaultId, epoch });
}

function find(state: ActivationState, epoch: number): EpochRecord | undefined {
  return state.epochs.find((record) => record.epoch === epoch);
}

function certificateOf(row: SqlRow): StoredCertificate {
  const { certificate, checksum, stored_at } = parseRow(certificateRow, row);
  assertChecksum(certificate, checksum);
  return { certificate: decodeCommitCert(certificate), storedAt: stored_at };
}

function termsOf({ sid, transcriptHash, epoch, auxHash }: CommitCert): ActivationTerms {
  return { sid, transcriptHash, epoch, auxHash };
}

function encodeTerms({ sid, transcriptHash, auxHash }: ActivationTerms): Uint8Array {
  return concatBytes(sid, transcriptHash, auxHash);
}

function decodeTerms(bytes: Uint8Array, epoch: number): ActivationTerms {
  const [sid, transcriptHash, auxHash] = [0, 32, 64].map((at) => bytes.slice(at, at + 32));
  return { sid: sid ?? NO_AUX, transcriptHash: transcriptHash ?? NO_AUX, epoch, auxHash: auxHash ?? NO_AUX };
}

function incomplete(): AppError {
  return new AppError({
    code: 'EPOCH_RECORD',
    kind: 'bug',
    message: 'A new epoch cannot be recorded without its public part and its certificate.',
    safe: 'No share was changed or erased.',
  });
}
