/** Reads what processes left on disk, after all of them have ended: logs, shares, runs and releases. */
import { join } from 'node:path';
import { z } from 'zod';
import { openShare } from '../../src/adapters/keystore/file/share-file.ts';
import { openDatabase, type Database } from '../../src/adapters/storage/database.ts';
import { createEpochStore } from '../../src/adapters/storage/epoch-store.ts';
import { createLogStore, logMigrations } from '../../src/adapters/storage/log-store.ts';
import { coSignerMigrations } from '../../src/apps/cosigner/start-co-signer.ts';
import { FIRST_OFFICER } from '../../src/apps/console/demo-workspace.ts';
import { foldersOf } from '../../src/apps/console/host/profile.ts';
import { openHome } from '../../src/apps/processes/home.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import { decodeKeyShare } from '../../src/engine/mpc/frost/index.ts';
import { openEntry, type SealedEntry } from '../../src/treasury/log/entry-codec.ts';

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
  }[];
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
    runs: database.all('SELECT run_id FROM session_run').map((row) => bytesToHex(RunRow.parse({ ...row }).run_id)),
  }));
  const { pid } = home.identity;
  const shares = [];
  for (const { vaultId, epoch } of stored.epochs.filter(({ state }) => state === 'ACTIVE')) {
    const binding = { vaultId, epoch, holder: pid };
    const share = await openShare(join(directory, `${vaultId}.${epoch}.share`), home.passphrase(), binding);
    shares.push({ vaultId, epoch, groupKey: bytesToHex(decodeKeyShare(share).groupKey) });
  }
  return { kind, pid: bytesToHex(pid), entries: stored.entries, shares, releases: stored.releases, runs: stored.runs };
}

const ReleaseRow = z
  .object({ session_id: z.string(), request_id: z.string(), outcome: z.string().nullable() })
  .transform((row) => ({ sessionId: row.session_id, requestId: row.request_id, outcome: row.outcome }));
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
