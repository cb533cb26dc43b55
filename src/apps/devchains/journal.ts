/**
 * The chain on disk: every changed account, every included transaction, and how far slots may have advanced. A
 * transaction and the accounts it changed are one SQLite transaction, durable before the sender hears of it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { TransactionErrorJson } from './transaction-error.ts';

export interface StoredAccount {
  /** Base58. */
  readonly address: string;
  /** 0 means that the account is gone. */
  readonly lamports: bigint;
  /** Base58 of the owning program. */
  readonly owner: string;
  readonly executable: boolean;
  readonly data: Uint8Array;
}

export interface IncludedTransaction {
  /** Base58; the transaction's id. */
  readonly signature: string;
  /** SHA-256 of the message: one message is processed once, however it is signed. */
  readonly messageHash: Uint8Array;
  readonly slot: bigint;
  /** Seconds since the Unix epoch. */
  readonly blockTime: bigint;
  readonly wire: Uint8Array;
  readonly err: TransactionErrorJson | null;
  readonly fee: bigint;
  readonly unitsConsumed: bigint;
  readonly logs: readonly string[];
  /** Of the transaction's accounts in order. */
  readonly preBalances: readonly bigint[];
  readonly postBalances: readonly bigint[];
}

export interface Genesis {
  /** 32 bytes. */
  readonly hash: Uint8Array;
  /** 32 bytes: the Ed25519 seed of the faucet, a development key that holds nothing of worth. */
  readonly faucetSeed: Uint8Array;
}

export interface HistoryRange {
  readonly limit: number;
  /** Only transactions up to this slot. */
  readonly maxSlot: bigint;
  readonly before?: string | undefined;
  readonly until?: string | undefined;
}

const VERSION = 1;

const SCHEMA = `
  CREATE TABLE chain (id INTEGER PRIMARY KEY CHECK (id = 1), genesis BLOB NOT NULL, faucet_seed BLOB NOT NULL,
    slot_ceiling INTEGER NOT NULL) STRICT;
  CREATE TABLE account (address TEXT PRIMARY KEY, lamports INTEGER NOT NULL, owner TEXT NOT NULL,
    executable INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
  CREATE TABLE inclusion (sequence INTEGER PRIMARY KEY, signature TEXT NOT NULL UNIQUE, message_hash BLOB NOT NULL UNIQUE,
    slot INTEGER NOT NULL, block_time INTEGER NOT NULL, wire BLOB NOT NULL, meta TEXT NOT NULL) STRICT;
  CREATE TABLE mention (address TEXT NOT NULL, sequence INTEGER NOT NULL REFERENCES inclusion (sequence),
    PRIMARY KEY (address, sequence)) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};
`;

const Integer = z.string().transform(BigInt);
const Meta = z.object({
  err: z.union([z.string(), z.record(z.string(), z.unknown()), z.null()]),
  fee: Integer,
  unitsConsumed: Integer,
  logs: z.array(z.string()),
  preBalances: z.array(Integer),
  postBalances: z.array(Integer),
});
const AccountRow = z.object({
  address: z.string(),
  lamports: z.bigint(),
  owner: z.string(),
  executable: z.bigint(),
  data: z.instanceof(Uint8Array),
});
const InclusionRow = z.object({
  signature: z.string(),
  message_hash: z.instanceof(Uint8Array),
  slot: z.bigint(),
  block_time: z.bigint(),
  wire: z.instanceof(Uint8Array),
  meta: z.string(),
});
const ChainRow = z.object({
  genesis: z.instanceof(Uint8Array),
  faucet_seed: z.instanceof(Uint8Array),
  slot_ceiling: z.bigint(),
});

export class Journal {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Opens the journal of a folder, or makes an empty one.
   * @throws AppError `DEVCHAIN_JOURNAL` when another process has it, it is damaged, or of another version.
   */
  static open(folder: string): Journal {
    let database: DatabaseSync | undefined;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      database = new DatabaseSync(join(folder, 'devchain.sqlite'));
      // One process owns the chain: the lock is taken by the first write and kept.
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      database.exec('BEGIN EXCLUSIVE');
      if (!isCurrent(database)) database.exec(SCHEMA);
      database.exec('COMMIT');
      return new Journal(database);
    } catch (cause) {
      database?.close();
      throw unusableJournal(cause);
    }
  }

  /** The chain's beginning and the slot it has surely not passed; undefined in a new journal. */
  chain(): { readonly genesis: Genesis; readonly slotCeiling: bigint } | undefined {
    const row = this.#prepare('SELECT genesis, faucet_seed, slot_ceiling FROM chain').get();
    if (row === undefined) return undefined;
    const { genesis, faucet_seed, slot_ceiling } = ChainRow.parse(row);
    return { genesis: { hash: genesis, faucetSeed: faucet_seed }, slotCeiling: slot_ceiling };
  }

  /** Begins a chain. */
  create(genesis: Genesis, accounts: readonly StoredAccount[], slotCeiling: bigint): void {
    this.#atomically(() => {
      this.#prepare('INSERT INTO chain VALUES (1, ?, ?, ?)').run(genesis.hash, genesis.faucetSeed, slotCeiling);
      this.#writeAccounts(accounts);
    });
  }

  /** Promises that no slot above this one was ever shown to anybody. */
  raiseSlotCeiling(slot: bigint): void {
    this.#prepare('UPDATE chain SET slot_ceiling = ?').run(slot);
  }

  *accounts(): Generator<StoredAccount> {
    for (const row of this.#prepare('SELECT * FROM account').iterate()) {
      const account = AccountRow.parse(row);
      yield { ...account, executable: account.executable === 1n };
    }
  }

  /** Includes a transaction with the accounts it changed; durable when this returns. */
  include(transaction: IncludedTransaction, mentioned: readonly string[], changed: readonly StoredAccount[]): void {
    const { signature, messageHash, slot, blockTime, wire } = transaction;
    this.#atomically(() => {
      const { lastInsertRowid } = this.#prepare(
        'INSERT INTO inclusion (signature, message_hash, slot, block_time, wire, meta) VALUES (?, ?, ?, ?, ?, ?)',
      ).run(signature, messageHash, slot, blockTime, wire, encodeMeta(transaction));
      const mention = this.#prepare('INSERT OR IGNORE INTO mention VALUES (?, ?)');
      for (const address of mentioned) mention.run(address, lastInsertRowid);
      this.#writeAccounts(changed);
    });
  }

  hasMessage(messageHash: Uint8Array): boolean {
    return this.#prepare('SELECT 1 FROM inclusion WHERE message_hash = ?').get(messageHash) !== undefined;
  }

  find(signature: string): IncludedTransaction | undefined {
    const row = this.#prepare('SELECT * FROM inclusion WHERE signature = ?').get(signature);
    return row === undefined ? undefined : decodeInclusion(row);
  }

  /** Transactions that name an address, newest first; a `before` or `until` the chain does not know is ignored. */
  history(address: string, { limit, maxSlot, before, until }: HistoryRange): readonly IncludedTransaction[] {
    const sequenceOf = '(SELECT sequence FROM inclusion WHERE signature = ?)';
    return this.#prepare(
      `SELECT inclusion.* FROM mention JOIN inclusion USING (sequence)
       WHERE address = ? AND slot <= ? AND sequence < ifnull(${sequenceOf}, 1 << 62) AND sequence > ifnull(${sequenceOf}, 0)
       ORDER BY sequence DESC LIMIT ?`,
    )
      .all(address, maxSlot, before ?? null, until ?? null, limit)
      .map(decodeInclusion);
  }

  close(): void {
    this.#database.close();
  }

  #writeAccounts(accounts: readonly StoredAccount[]): void {
    const remove = this.#prepare('DELETE FROM account WHERE address = ?');
    const write = this.#prepare('INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?)');
    for (const { address, lamports, owner, executable, data } of accounts) {
      if (lamports === 0n) remove.run(address);
      else write.run(address, lamports, owner, executable ? 1 : 0, data);
    }
  }

  #atomically(write: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      write();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#database.prepare(sql);
    statement.setReadBigInts(true);
    return statement;
  }
}

/** False for an empty file. */
function isCurrent(database: DatabaseSync): boolean {
  const { user_version: version } = z
    .object({ user_version: z.number() })
    .parse(database.prepare('PRAGMA user_version').get());
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table'").get();
  if (version === 0 && tables?.['n'] === 0) return false;
  if (version !== VERSION) throw new Error(`version ${version}`);
  const check = z.object({ quick_check: z.string() }).parse(database.prepare('PRAGMA quick_check(1)').get());
  if (check.quick_check !== 'ok') throw new Error(check.quick_check);
  return true;
}

function encodeMeta({ err, fee, unitsConsumed, logs, preBalances, postBalances }: IncludedTransaction): string {
  const meta = { err, fee, unitsConsumed, logs, preBalances, postBalances };
  return JSON.stringify(meta, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

function decodeInclusion(row: unknown): IncludedTransaction {
  const { signature, message_hash: messageHash, slot, block_time: blockTime, wire, meta } = InclusionRow.parse(row);
  return { signature, messageHash, slot, blockTime, wire, ...Meta.parse(JSON.parse(meta)) };
}

function unusableJournal(cause: unknown): AppError {
  return new AppError({
    code: 'DEVCHAIN_JOURNAL',
    kind: 'storage',
    message: 'The journal of the development chain cannot be used: it is damaged, of another version, or in use.',
    safe: 'The journal was left as it is.',
    next: 'End the other process that uses it, or start the chain with another folder.',
    cause,
  });
}
