/** Reads what processes left on disk, after all of them have ended: logs, shares, runs, releases and presignatures. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openDatabase, type Database } from '../../src/adapters/storage/database.ts';
import { createEpochStore } from '../../src/adapters/storage/epoch-store.ts';
import { createLogStore, logMigrations } from '../../src/adapters/storage/log-store.ts';
import { ONE_TIME_FOLDER } from '../../src/apps/cosigner/one-time-stock.ts';
import { forgetAny, unsealAny } from '../../src/apps/cosigner/runs/share-on-disk.ts';
import { coSignerMigrations } from '../../src/apps/cosigner/start-co-signer.ts';
import { FIRST_OFFICER } from '../../src/apps/console/demo-workspace.ts';
import { foldersOf } from '../../src/apps/console/host/profile.ts';
import { openHome } from '../../src/apps/processes/home.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import { openEntry, type SealedEntry } from '../../src/treasury/log/entry-codec.ts';
import { sentShares, type SentShare } from './sent-shares.ts';

/** Killed processes may hold their files for a moment. */
const PATIENCE = { busyTimeoutMs: 30_000 };

export const KINDS = ['endpoint', 'hsm', 'compliance'] as const;

/** The log as the first officer's console has it on disk. */
export function storedLog(profile: string): readonly SealedEntry[] {
  const path = join(foldersOf(profile).officers, FIRST_OFFICER, 'console.db');
  return withDatabase(path, logMigrations, entriesOf);
}

export interface CoSignerAudit {
  readonly kind: string;
  readonly pid: string;
  readonly entries: readonly SealedEntry[];
  /** Vault, epoch and group key (hex) of every share that is in use, as opened from its sealed file. */
  readonly shares: readonly { readonly vaultId: string; readonly epoch: number; readonly groupKey: string }[];
  readonly releases: readonly {
    readonly sessionId: string;
    readonly requestId: string;
    readonly outcome: string | null;
    readonly turn: string | null;
  }[];
  /** Presignatures that may still be used, by the run that made them, hex. */
  readonly presignatures: readonly string[];
  /** The journal of those that are gone. */
  readonly spent: readonly {
    readonly presigId: string;
    readonly runId: string;
    readonly messageHash: string | null;
    readonly reason: string;
  }[];
  /** Names of the files with one-time secrets. */
  readonly secretFiles: readonly string[];
  /** Signature shares that a worker handed over to be sent, in all lives of this co-signer. */
  readonly sent: readonly SentShare[];
  /** Every run id that this co-signer has used, hex. */
  readonly runs: readonly string[];
}

export async function auditCoSigner(profile: string, kind: (typeof KINDS)[number]): Promise<CoSignerAudit> {
  const directory = join(foldersOf(profile).coSigners, kind);
  const home = await openHome(directory, null);
  const stored = withDatabase(join(directory, 'cosigner.db'), coSignerMigrations, (database) => ({
    entries: entriesOf(database),
    epochs: createEpochStore(database).list(),
    releases: database.all('SELECT * FROM session_release').map((row) => ReleaseRow.parse({ ...row })),
    presignatures: database
      .all('SELECT run_id FROM presignature')
      .map((row) => bytesToHex(RunRow.parse({ ...row }).run_id)),
    spent: database.all('SELECT * FROM presignature_spent').map((row) => SpentRow.parse({ ...row })),
    runs: database.all('SELECT run_id FROM session_run').map((row) => bytesToHex(RunRow.parse({ ...row }).run_id)),
  }));
  const { pid } = home.identity;
  const shares = [];
  for (const { vaultId, epoch } of stored.epochs.filter(({ state }) => state === 'ACTIVE')) {
    const path = join(directory, `${vaultId}.${epoch}.share`);
    const share = await unsealAny({ path, passphrase: home.passphrase(), vaultId, epoch, self: pid });
    shares.push({ vaultId, epoch, groupKey: bytesToHex(share.groupKey) });
    forgetAny(share);
  }
  const { epochs: _epochs, ...records } = stored;
  const secretFiles = readdirSync(join(directory, ONE_TIME_FOLDER));
  return { kind, pid: bytesToHex(pid), ...records, shares, secretFiles, sent: sentShares(directory) };
}

const ReleaseRow = z
  .object({
    session_id: z.string(),
    request_id: z.string(),
    outcome: z.string().nullable(),
    turn: z.string().nullable(),
  })
  .transform(({ session_id, request_id, ...row }) => ({ sessionId: session_id, requestId: request_id, ...row }));
const hex = z.instanceof(Uint8Array).transform((bytes) => bytesToHex(bytes));
const SpentRow = z
  .object({ presig_id: hex, run_id: hex, message_hash: hex.nullable(), reason: z.string() })
  .transform(({ presig_id, run_id, message_hash, reason }) => ({
    presigId: presig_id,
    runId: run_id,
    messageHash: message_hash,
    reason,
  }));
const RunRow = z.object({ run_id: z.instanceof(Uint8Array) });

function entriesOf(database: Database): readonly SealedEntry[] {
  const store = createLogStore(database);
  return store.read(0, store.size()).map(({ bytes }) => openEntry(bytes));
}

function withDatabase<T>(
  path: string,
  migrations: Parameters<typeof openDatabase>[1],
  read: (database: Database) => T,
): T {
  const database = openDatabase(path, migrations, PATIENCE);
  try {
    return read(database);
  } finally {
    database.close();
  }
}
