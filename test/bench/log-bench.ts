/** The log: appending to disk, and verifying a whole log as an auditor does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEd25519Verifier } from '../../src/adapters/identity/verify-ed25519.ts';
import { openDatabase } from '../../src/adapters/storage/database.ts';
import { createLogStore, logMigrations } from '../../src/adapters/storage/log-store.ts';
import { startSignatureWorkers } from '../../src/apps/console/signature-workers.ts';
import { openEntry } from '../../src/treasury/log/entry-codec.ts';
import { MerkleTree } from '../../src/treasury/log/merkle.ts';
import { verifyLog } from '../../src/treasury/log/verify-log.ts';
import { admitSealed } from '../../src/treasury/workspace/admit.ts';
import type { WorkspaceState } from '../../src/treasury/workspace/state.ts';
import { bytesFromHex } from '../../src/base/bytes.ts';
import type { Figure } from './figures.ts';
import { logWorkload } from './log-workload.ts';

export async function logBench(sizes: readonly number[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const entries = logWorkload(size);
    figures.push(
      {
        name: 'log-append',
        params: `${size} entries, admitted, hashed, each durable on disk`,
        value: size / appendAll(entries),
        unit: 'entries/s',
      },
      {
        name: 'log-replay',
        params: `${size} entries, fold and tree, no signatures`,
        value: size / replayAll(entries),
        unit: 'entries/s',
      },
      {
        name: 'log-verify',
        params: `${size} entries, all signatures, all cores`,
        value: size / (await verifyAll(entries)),
        unit: 'entries/s',
      },
    );
  }
  return figures;
}

/** Seconds to admit and store every entry, one transaction with a sync each, as a replica does. */
function appendAll(entries: readonly Uint8Array[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const database = openDatabase(join(folder, 'log.db'), logMigrations);
  try {
    const store = createLogStore(database);
    const verify = createEd25519Verifier();
    const tree = new MerkleTree();
    let state: WorkspaceState | null = null;
    const began = performance.now();
    for (const [number, bytes] of entries.entries()) {
      const sealed = openEntry(bytes);
      const decision = admitSealed(state, sealed, verify);
      if (decision.type === 'skipped') throw new Error(decision.message);
      const hash = bytesFromHex(sealed.hash, 32);
      store.admit({ sequence: number + 1, hash, bytes });
      tree.appendLeafHash(hash);
      state = decision.state;
    }
    return (performance.now() - began) / 1000;
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

function replayAll(entries: readonly Uint8Array[]): number {
  const tree = new MerkleTree();
  let state: WorkspaceState | null = null;
  const began = performance.now();
  for (const bytes of entries) {
    const sealed = openEntry(bytes);
    const decision = admitSealed(state, sealed, () => true);
    if (decision.type === 'skipped') throw new Error(decision.message);
    tree.appendLeafHash(bytesFromHex(sealed.hash, 32));
    state = decision.state;
  }
  return (performance.now() - began) / 1000;
}

async function verifyAll(entries: readonly Uint8Array[]): Promise<number> {
  const began = performance.now();
  const workers = startSignatureWorkers();
  try {
    const result = await verifyLog({ entries, checkpoints: [], verifyBatch: workers.verifyBatch });
    if (result.type === 'fault') throw new Error(result.message);
    return (performance.now() - began) / 1000;
  } finally {
    await workers.close();
  }
}
