/**
 * The epochs of a vault's sharing as this holder knows them: `PREPARED -> ACTIVE -> RETIRED -> ERASED`
 * (reshare.md, section 6). Public data only; the share itself is sealed in the keystore.
 */
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { Database, SqlRow } from './database.ts';
import type { Migration } from './migrations.ts';
import { assertChecksum, blob, checksumOf, count, parseRow, text, time } from './rows.ts';

export const epochMigrations: readonly Migration[] = [
  {
    component: 'epoch',
    version: 1,
    sql: `
      CREATE TABLE epoch (
        vault_id TEXT NOT NULL, epoch INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('PREPARED', 'ACTIVE', 'RETIRED', 'ERASED')),
        public_data BLOB NOT NULL, checksum BLOB NOT NULL, own_answer TEXT CHECK (own_answer IN ('ack', 'nack')),
        changed_at INTEGER NOT NULL, PRIMARY KEY (vault_id, epoch)
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX epoch_active ON epoch (vault_id) WHERE state = 'ACTIVE';
      CREATE TABLE epoch_confirmation (
        vault_id TEXT NOT NULL, epoch INTEGER NOT NULL, holder TEXT NOT NULL, signature BLOB NOT NULL,
        PRIMARY KEY (vault_id, epoch, holder), FOREIGN KEY (vault_id, epoch) REFERENCES epoch (vault_id, epoch)
      ) STRICT, WITHOUT ROWID`,
  },
  {
    component: 'epoch',
    version: 2,
    sql: `
      ALTER TABLE epoch ADD COLUMN terms BLOB;
      ALTER TABLE epoch ADD COLUMN is_self_tested INTEGER NOT NULL DEFAULT 0;
      CREATE TABLE epoch_certificate (
        vault_id TEXT NOT NULL, epoch INTEGER NOT NULL, certificate BLOB NOT NULL, checksum BLOB NOT NULL,
        is_proven INTEGER NOT NULL, stored_at INTEGER NOT NULL, PRIMARY KEY (vault_id, epoch)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE epoch_abandoned (
        vault_id TEXT NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY (vault_id, epoch)
      ) STRICT, WITHOUT ROWID`,
  },
];

export type EpochState = 'PREPARED' | 'ACTIVE' | 'RETIRED' | 'ERASED';
export type EpochAnswer = 'ack' | 'nack';

export interface Epoch {
  readonly vaultId: string;
  readonly epoch: number;
  readonly state: EpochState;
  /** Public key material and holders, in the encoding of the engine. */
  readonly publicData: Uint8Array;
  /** What this holder answered to the prepared epoch; one or the other, stored before it is sent. */
  readonly ownAnswer: EpochAnswer | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly changedAt: bigint;
}

export interface EpochConfirmation {
  /** The holder's pid, lower-case hex. */
  readonly holder: string;
  /** 64 bytes: over `H("confirm", sid, transcriptHash)`. */
  readonly signature: Uint8Array;
}

type EpochId = Pick<Epoch, 'vaultId' | 'epoch'>;

export interface EpochStore {
  /** @throws AppError `EPOCH_EXISTS` when the epoch is known already. */
  prepare(epoch: EpochId & { readonly publicData: Uint8Array; readonly at: bigint }): void;
  /** Stores the one answer before it is sent. @throws AppError `EPOCH_ANSWERED` for the opposite answer. */
  recordAnswer(id: EpochId, answer: EpochAnswer): void;
  /** Stores a holder's confirmation. @throws AppError `EPOCH_CONFIRMATION_CONFLICT` for a second, different signature. */
  confirm(id: EpochId, confirmation: EpochConfirmation): void;
  confirmations(id: EpochId): readonly EpochConfirmation[];
  /** PREPARED becomes ACTIVE and the epoch that was ACTIVE becomes RETIRED, in one step. @throws AppError `EPOCH_STATE`. */
  activate(id: EpochId, at: bigint): void;
  /**
   * Records that the share is gone. Allowed for RETIRED, and for PREPARED unless this holder acknowledged it (rule 7: after an
   * acknowledgement a certificate may still exist somewhere). @throws AppError `EPOCH_STATE`.
   */
  markErased(id: EpochId, at: bigint): void;
  get(id: EpochId): Epoch | undefined;
  active(vaultId: string): Epoch | undefined;
  /** All epochs of all vaults, by vault and number. */
  list(): readonly Epoch[];
}

const epochRow = z.object({
  vault_id: text,
  epoch: count,
  state: z.enum(['PREPARED', 'ACTIVE', 'RETIRED', 'ERASED']),
  public_data: blob(),
  checksum: blob(32),
  own_answer: z.enum(['ack', 'nack']).nullable(),
  changed_at: time,
});
const confirmationRow = z.strictObject({ holder: z.string().regex(/^[0-9a-f]{64}$/), signature: blob(64) });

/** @throws AppError `STORAGE_CORRUPT` from every reading method when a stored record is damaged. */
export function createEpochStore(database: Database): EpochStore {
  const reading = readingMethods(database);
  return {
    ...reading,
    ...preparingMethods(database, reading),
    ...movingMethods(database, reading),
    ...confirmationMethods(database),
  };
}

type ReadingMethods = Pick<EpochStore, 'get' | 'active' | 'list'>;

function readingMethods(database: Database): ReadingMethods {
  return {
    get: ({ vaultId, epoch }) => {
      const row = database.get('SELECT * FROM epoch WHERE vault_id = $vaultId AND epoch = $epoch', { vaultId, epoch });
      return row && epochOf(row);
    },
    active: (vaultId) => {
      const row = database.get("SELECT * FROM epoch WHERE vault_id = $vaultId AND state = 'ACTIVE'", { vaultId });
      return row && epochOf(row);
    },
    list: () => database.all('SELECT * FROM epoch ORDER BY vault_id, epoch').map(epochOf),
  };
}

function preparingMethods(database: Database, reading: ReadingMethods): Pick<EpochStore, 'prepare' | 'recordAnswer'> {
  return {
    prepare: ({ vaultId, epoch, publicData, at }) => {
      const sql = `INSERT INTO epoch (vault_id, epoch, state, public_data, checksum, own_answer, changed_at)
                   VALUES ($vaultId, $epoch, 'PREPARED', $publicData, $checksum, NULL, $at) ON CONFLICT DO NOTHING`;
      const checksum = checksumOf(publicData);
      if (database.run(sql, { vaultId, epoch, publicData, checksum, at }).changes === 0n) {
        throw refusal('EPOCH_EXISTS', 'This holder has a share of this epoch already.');
      }
    },
    recordAnswer: (id, answer) =>
      database.transaction(() => {
        const { ownAnswer, state } = known(reading, id);
        if (ownAnswer === answer) return;
        if (ownAnswer !== undefined) throw refusal('EPOCH_ANSWERED', 'The opposite answer was given for this epoch.');
        if (state !== 'PREPARED') throw wrongState(state);
        const sql = 'UPDATE epoch SET own_answer = $answer WHERE vault_id = $vaultId AND epoch = $epoch';
        database.run(sql, { vaultId: id.vaultId, epoch: id.epoch, answer });
      }),
  };
}

function movingMethods(database: Database, reading: ReadingMethods): Pick<EpochStore, 'activate' | 'markErased'> {
  function move({ vaultId, epoch }: EpochId, state: EpochState, at: bigint): void {
    const sql = 'UPDATE epoch SET state = $state, changed_at = $at WHERE vault_id = $vaultId AND epoch = $epoch';
    database.run(sql, { vaultId, epoch, state, at });
  }

  return {
    activate: (id, at) =>
      database.transaction(() => {
        const { state, ownAnswer } = known(reading, id);
        if (state === 'ACTIVE') return;
        if (state !== 'PREPARED' || ownAnswer === 'nack') throw wrongState(state);
        const previous = reading.active(id.vaultId);
        if (previous !== undefined && previous.epoch > id.epoch) throw wrongState(state);
        if (previous !== undefined) move(previous, 'RETIRED', at);
        move(id, 'ACTIVE', at);
      }),
    markErased: (id, at) =>
      database.transaction(() => {
        const { state, ownAnswer } = known(reading, id);
        if (state === 'ERASED') return;
        if (state !== 'RETIRED' && !(state === 'PREPARED' && ownAnswer !== 'ack')) throw wrongState(state);
        move(id, 'ERASED', at);
      }),
  };
}

function known(reading: ReadingMethods, id: EpochId): Epoch {
  const epoch = reading.get(id);
  if (epoch === undefined) throw refusal('EPOCH_UNKNOWN', 'This holder does not know the epoch.');
  return epoch;
}

function confirmationMethods(database: Database): Pick<EpochStore, 'confirm' | 'confirmations'> {
  const confirmations = ({ vaultId, epoch }: EpochId): readonly EpochConfirmation[] =>
    database
      .all(
        `SELECT holder, signature FROM epoch_confirmation WHERE vault_id = $vaultId AND epoch = $epoch ORDER BY holder`,
        { vaultId, epoch },
      )
      .map((row) => parseRow(confirmationRow, row));

  return {
    confirmations,
    confirm: ({ vaultId, epoch }, { holder, signature }) =>
      database.transaction(() => {
        const earlier = confirmations({ vaultId, epoch }).find((confirmation) => confirmation.holder === holder);
        if (earlier !== undefined) {
          if (Buffer.compare(earlier.signature, signature) === 0) return;
          throw refusal(
            'EPOCH_CONFIRMATION_CONFLICT',
            'A holder confirmed the same epoch twice with different signatures.',
          );
        }
        const sql = 'INSERT INTO epoch_confirmation VALUES ($vaultId, $epoch, $holder, $signature)';
        database.run(sql, { vaultId, epoch, holder, signature });
      }),
  };
}

function epochOf(row: SqlRow): Epoch {
  const { vault_id, epoch, state, public_data, checksum, own_answer, changed_at } = parseRow(epochRow, row);
  assertChecksum(public_data, checksum);
  return {
    vaultId: vault_id,
    epoch,
    state,
    publicData: public_data,
    ownAnswer: own_answer ?? undefined,
    changedAt: changed_at,
  };
}

function wrongState(state: EpochState): AppError {
  return new AppError({
    code: 'EPOCH_STATE',
    kind: 'bug',
    message: 'An epoch cannot change in this way from its present state.',
    safe: 'No share was changed or erased.',
    details: { state },
  });
}

function refusal(code: string, message: string): AppError {
  return new AppError({ code, kind: 'storage', message, safe: 'No share was changed or erased.' });
}
