/**
 * Numbered schema changes. Each store owns a component with versions 1, 2, 3 ...; a released migration never changes,
 * which a checksum kept in the file enforces.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import type { Database } from './database.ts';
import { blob, count, parseRow } from './rows.ts';

export interface Migration {
  readonly component: string;
  /** 1, 2, 3 ... within the component. */
  readonly version: number;
  readonly sql: string;
}

const applied = z.strictObject({ component: z.string(), version: count, checksum: blob(32) });

/**
 * Compares the file with the known migrations, before anything is changed.
 * @throws AppError `STORAGE_TOO_NEW` when the file holds a migration that this version does not know,
 *   `STORAGE_MIGRATION` when a migration was edited after it had been applied or when the list itself has a gap.
 */
export function assertMigrationsKnown(database: Database, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [idOf(migration), migration]));
  if (known.size !== migrations.length) throw contradiction('a migration is listed twice');
  for (const { component, version } of migrations) {
    if (version > 1 && !known.has(idOf({ component, version: version - 1 })))
      throw contradiction(`${component} has a gap`);
  }
  for (const row of appliedMigrations(database)) {
    const migration = known.get(idOf(row));
    if (migration === undefined) throw tooNew();
    if (!checksumOf(migration).equals(row.checksum))
      throw contradiction(`${idOf(row)} is not the one that was applied`);
  }
}

/** Applies what is missing, each migration in a transaction of its own. */
export function applyMigrations(database: Database, migrations: readonly Migration[]): void {
  database.transaction(() => {
    database.run(`CREATE TABLE IF NOT EXISTS schema_migration (
      component TEXT NOT NULL, version INTEGER NOT NULL, checksum BLOB NOT NULL, PRIMARY KEY (component, version)
    ) STRICT, WITHOUT ROWID`);
  });
  const done = new Set(appliedMigrations(database).map(idOf));
  for (const migration of migrations.toSorted((a, b) => a.version - b.version)) {
    if (!done.has(idOf(migration))) applyOne(database, migration);
  }
}

function applyOne(database: Database, migration: Migration): void {
  database.transaction(() => {
    database.exec(migration.sql);
    database.run('INSERT INTO schema_migration VALUES ($component, $version, $checksum)', {
      component: migration.component,
      version: migration.version,
      checksum: checksumOf(migration),
    });
  });
}

function appliedMigrations(database: Database): readonly z.output<typeof applied>[] {
  const table = database.get("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'");
  if (table === undefined) return [];
  return database.all('SELECT * FROM schema_migration').map((row) => parseRow(applied, row));
}

function checksumOf(migration: Migration): Buffer {
  return createHash('sha256')
    .update(`${idOf(migration)}\n${migration.sql}`, 'utf8')
    .digest();
}

function idOf(migration: { readonly component: string; readonly version: number }): string {
  return `${migration.component} ${migration.version}`;
}

function tooNew(): AppError {
  return new AppError({
    code: 'STORAGE_TOO_NEW',
    kind: 'storage',
    message: 'This database was written by a newer version of the program.',
    safe: 'Nothing was changed.',
    next: 'Start the newer version.',
  });
}

function contradiction(what: string): AppError {
  return new AppError({
    code: 'STORAGE_MIGRATION',
    kind: 'bug',
    message: `The schema migrations are inconsistent: ${what}.`,
  });
}
