/** Verifies this console's own log from disk, with the same code an auditor uses, and every proof an officer could ask for. */
import { bytesToHex } from '../../base/bytes.ts';
import type { Output } from '../../contract/contract.ts';
import type { SignedCheckpoint } from '../../treasury/log/checkpoint.ts';
import { verifyConsistency, verifyInclusion } from '../../treasury/log/merkle.ts';
import { verifyLog, type LogFault, type LogIntact } from '../../treasury/log/verify-log.ts';
import type { OfficerConsole } from './officer-console.ts';
import { startSignatureWorkers } from './signature-workers.ts';
import type { CheckpointRecord } from './views/context.ts';
import { checkpointView, includedSize } from './views/workspace-view.ts';

const PAGE = 500;
const MAX_LISTED = 50;

/** Reads every entry from the store, not from memory: a changed file is what this looks for. */
export async function verifyOwnLog(officer: OfficerConsole): Promise<Output<'log.verify'>> {
  const started = officer.clock.now();
  const context = officer.context();
  const { result, signatures } = await verifyStored(officer, context.checkpoints);
  const proofs = result.type === 'intact' ? checkProofs(officer, context.checkpoints, includedSize(context)) : null;
  const fault = faultOf(result.type === 'fault' ? result : null, proofs?.faultIndex ?? null);
  return {
    isIntact: fault === null,
    entries: officer.store.size(),
    signatures,
    inclusionProofs: proofs?.inclusion ?? 0,
    consistencyProofs: proofs?.consistency ?? 0,
    elapsed: Number(officer.clock.now() - started),
    rootHash: result.type === 'intact' ? bytesToHex(result.rootHash) : context.rootHash,
    fault,
    checkpoints: context.checkpoints.slice(-MAX_LISTED).map((checkpoint) => checkpointView(context, checkpoint)),
    lastGoodCheckpoint: lastGood(context.checkpoints, fault?.index ?? Number.POSITIVE_INFINITY),
    verifiedAt: officer.clock.now(),
  };
}

async function verifyStored(
  officer: OfficerConsole,
  records: readonly CheckpointRecord[],
): Promise<{ result: LogIntact | LogFault; signatures: number }> {
  let signatures = 0;
  const workers = startSignatureWorkers();
  try {
    const result = await verifyLog({
      entries: storedEntries(officer),
      checkpoints: storedCheckpoints(officer, records),
      workspaceId: officer.state().workspaceId,
      verifyBatch: (checks) => {
        signatures += checks.length;
        return workers.verifyBatch(checks);
      },
    });
    return { result, signatures };
  } finally {
    await workers.close();
  }
}

function* storedEntries(officer: OfficerConsole): Generator<Uint8Array> {
  for (let from = 0; from < officer.store.size(); from += PAGE) {
    for (const { bytes } of officer.store.read(from, from + PAGE)) yield bytes;
  }
}

function storedCheckpoints(officer: OfficerConsole, records: readonly CheckpointRecord[]): SignedCheckpoint[] {
  const { workspaceId } = officer.state();
  return records.flatMap(({ size }) => {
    const stored = officer.store.checkpoints(size);
    const roots = new Map(stored.map(({ root }) => [bytesToHex(root), root]));
    return [...roots.values()].map((root) => ({
      checkpoint: { workspaceId, size, rootHash: root },
      signatures: stored
        .filter((one) => bytesToHex(one.root) === bytesToHex(root))
        .map(({ signer, signature }) => ({ coSigner: signer, signature })),
    }));
  });
}

/** Every entry against the newest checkpoint that all co-signers signed, and every checkpoint against the next. */
function checkProofs(
  officer: OfficerConsole,
  records: readonly CheckpointRecord[],
  size: number,
): { inclusion: number; consistency: number; faultIndex: number | null } {
  const { tree } = officer.replica;
  const root = tree.rootOf(size);
  let inclusion = 0;
  for (const { index, hash } of readAll(officer, size)) {
    if (!verifyInclusion({ index, size, leafHash: hash, root, proof: tree.inclusionProof(index, size) })) {
      return { inclusion, consistency: 0, faultIndex: index };
    }
    inclusion += 1;
  }
  let consistency = 0;
  for (const [at, newer] of records.entries()) {
    const older = records[at - 1];
    if (older === undefined) continue;
    const claim = {
      olderSize: older.size,
      olderRoot: tree.rootOf(older.size),
      newerSize: newer.size,
      newerRoot: tree.rootOf(newer.size),
      proof: tree.consistencyProof(older.size, newer.size),
    };
    if (!verifyConsistency(claim)) return { inclusion, consistency, faultIndex: newer.size - 1 };
    consistency += 1;
  }
  return { inclusion, consistency, faultIndex: null };
}

function* readAll(officer: OfficerConsole, size: number) {
  for (let from = 0; from < size; from += PAGE) yield* officer.store.read(from, Math.min(size, from + PAGE));
}

function faultOf(fault: LogFault | null, proofFault: number | null): Output<'log.verify'>['fault'] {
  if (fault !== null) return { index: fault.index, code: fault.code, message: fault.message.slice(0, 300) };
  if (proofFault === null) return null;
  return {
    index: proofFault,
    code: 'PROOF_INVALID',
    message: `Entry ${proofFault} is not proved to be part of the log.`,
  };
}

function lastGood(records: readonly CheckpointRecord[], faultIndex: number): number | null {
  return records.findLast(({ size }) => size <= faultIndex)?.size ?? null;
}
