import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../../../src/base/bytes.ts';
import { signCheckpoint, type SignedCheckpoint } from '../../../../src/treasury/log/checkpoint.ts';
import { encodeEntry, openEntry, signEntry } from '../../../../src/treasury/log/entry-codec.ts';
import { MerkleTree } from '../../../../src/treasury/log/merkle.ts';
import { verifyLog, type VerifyBatch } from '../../../../src/treasury/log/verify-log.ts';
import { logWorkload } from '../../../bench/log-workload.ts';
import { seedOf, verify } from '../test-people.ts';
import { endpoint, found, hsm, treasurer } from '../test-workspace.ts';

const verifyBatch: VerifyBatch = async (checks) =>
  checks.map((check) => verify(check.publicKey, check.message, check.signature));
const log = logWorkload(30);
const tree = new MerkleTree();
for (const bytes of log) tree.append(bytes);
const workspaceId = openEntry(found(log[0])).hash;

function checkpointAt(size: number, changes: Partial<SignedCheckpoint['checkpoint']> = {}): SignedCheckpoint {
  const checkpoint = { workspaceId, size, rootHash: tree.rootOf(size), ...changes };
  const signatures = [endpoint, hsm].map(({ pid, key }) => ({
    coSigner: pid,
    signature: signCheckpoint(checkpoint, key),
  }));
  return { checkpoint, signatures };
}

const run = (entries: readonly Uint8Array[], checkpoints: readonly SignedCheckpoint[] = [], batchSize = 7) =>
  verifyLog({ entries, checkpoints, verifyBatch, batchSize });

/** The entry with one part of its frame changed and signed again by its true author: only the chain can tell. */
const tampered = (index: number, change: (text: string) => string) =>
  log.with(index, utf8ToBytes(change(new TextDecoder().decode(found(log[index])))));

describe('verification of an exported log', () => {
  it('accepts the log, says its root, and who signed which checkpoint', async () => {
    const result = await run(log, [checkpointAt(30), checkpointAt(13)]);
    expect(result).toMatchObject({ type: 'intact', size: 30, rootHash: tree.root() });
    expect(result.type === 'intact' && result.checkpoints).toEqual([
      { size: 13, signedBy: [endpoint.pid, hsm.pid] },
      { size: 30, signedBy: [endpoint.pid, hsm.pid] },
    ]);
    expect(result.type === 'intact' && result.state.requests.size).toBe(3);
  });

  it('gives the same answer for every batch size, also for a stream', async () => {
    async function* stream() {
      yield* log;
    }
    const results = await Promise.all([1, 2, 29, 30, 31, 4096].map((batchSize) => run(log, [], batchSize)));
    const streamed = await verifyLog({ entries: stream(), checkpoints: [], verifyBatch, workspaceId });
    for (const result of [...results, streamed])
      expect(result).toMatchObject({ type: 'intact', size: 30, rootHash: tree.root() });
  });

  it('finds a changed signature at every position', async () => {
    for (const index of log.keys()) {
      const bad = tampered(index, (text) =>
        text.replace(
          /("signature":")(.)(?=[0-9a-f]{127}","time")/,
          (_, head: string, digit: string) => head + (digit === '0' ? '1' : '0'),
        ),
      );
      expect(bad[index]).not.toEqual(log[index]);
      expect(await run(bad)).toMatchObject({ type: 'fault', index, code: 'ENTRY_SIGNATURE_INVALID' });
    }
  });

  it('finds a changed time at every position', async () => {
    for (const index of log.keys()) {
      const bad = tampered(index, (text) => text.replace(/"time":"1/, '"time":"2'));
      expect(await run(bad)).toMatchObject({
        type: 'fault',
        index,
        code: 'ENTRY_SIGNATURE_INVALID',
      });
    }
  });

  it('finds a removed entry at every position', async () => {
    for (const index of log.keys()) {
      const result = await run(log.toSpliced(index, 1), [checkpointAt(30)]);
      const code = index === 29 ? 'LOG_TRUNCATED' : index === 0 ? 'WORKSPACE_MISSING' : 'LOG_HEAD_MOVED';
      expect(result).toMatchObject({ type: 'fault', index, code });
    }
  });

  it('finds a repeated entry and two exchanged ones at every position', async () => {
    for (const index of log.keys()) {
      expect(await run(log.toSpliced(index, 0, found(log[index])))).toMatchObject({
        type: 'fault',
        index: index + 1,
        code: 'LOG_HEAD_MOVED',
      });
      if (index === 0) continue;
      const exchanged = log.with(index, found(log[index - 1])).with(index - 1, found(log[index]));
      expect(await run(exchanged)).toMatchObject({ type: 'fault', index: index - 1 });
    }
  });

  it('finds an entry that is not canonical, and one that is no entry', async () => {
    expect(await run(tampered(9, (text) => `${text} `))).toMatchObject({
      type: 'fault',
      index: 9,
      code: 'CANONICAL_BYTES',
    });
    expect(await run(log.with(9, utf8ToBytes('{}')))).toMatchObject({
      type: 'fault',
      index: 9,
      code: 'ENTRY_MALFORMED',
    });
  });

  it('finds an entry that its author signed but admission refuses', async () => {
    const { entry } = openEntry(found(log[29]));
    const forbidden = signEntry(
      { ...entry, author: treasurer.pid, body: { type: 'request.cancelled', requestId: 'ab'.repeat(16) } },
      treasurer.device,
    );
    expect(await run(log.with(29, encodeEntry(forbidden)))).toMatchObject({
      type: 'fault',
      index: 29,
      code: 'REQUEST_UNKNOWN',
    });
  });

  it('names the earlier fault when a batch holds a bad signature and a later fault of another kind', async () => {
    const signature = tampered(3, (text) => text.replace(/("signature":")(..)/, '$100'));
    expect(await run(signature.with(5, utf8ToBytes('{}')), [], 100)).toMatchObject({
      type: 'fault',
      index: 3,
      code: 'ENTRY_SIGNATURE_INVALID',
    });
  });

  it('does not take an unanswered signature for a valid one', async () => {
    const result = await verifyLog({ entries: log, checkpoints: [], verifyBatch: async () => [] });
    expect(result).toMatchObject({ type: 'fault', index: 0, code: 'ENTRY_SIGNATURE_INVALID' });
  });

  it('passes on the failure of the verifier itself', async () => {
    const failing: VerifyBatch = () => Promise.reject(new Error('the worker died'));
    await expect(verifyLog({ entries: log, checkpoints: [], verifyBatch: failing, batchSize: 3 })).rejects.toThrow(
      'the worker died',
    );
  });

  it('refuses an empty log and the log of another workspace', async () => {
    expect(await run([])).toMatchObject({ type: 'fault', index: 0, code: 'LOG_EMPTY' });
    const other = await verifyLog({ entries: log, checkpoints: [], verifyBatch, workspaceId: 'ab'.repeat(32) });
    expect(other).toMatchObject({ type: 'fault', index: 0, code: 'WORKSPACE_DIFFERS' });
  });

  it.each([
    ['LOG_TRUNCATED', 20, { ...checkpointAt(30) }, 20],
    ['CHECKPOINT_ROOT_DIFFERS', 12, checkpointAt(13, { rootHash: seedOf('another root') }), 30],
    ['CHECKPOINT_WORKSPACE_DIFFERS', 12, checkpointAt(13, { workspaceId: 'cd'.repeat(32) }), 30],
    ['CHECKPOINT_UNSIGNED', 12, { ...checkpointAt(13), signatures: [] }, 30],
    [
      'CHECKPOINT_SIGNER_UNKNOWN',
      12,
      { ...checkpointAt(13), signatures: [{ coSigner: treasurer.pid, signature: new Uint8Array(64) }] },
      30,
    ],
    [
      'CHECKPOINT_SIGNATURE_INVALID',
      12,
      {
        ...checkpointAt(13),
        signatures: [{ coSigner: hsm.pid, signature: signCheckpoint(checkpointAt(13).checkpoint, endpoint.key) }],
      },
      30,
    ],
  ])('reports %s', async (code, index, checkpoint, size) => {
    expect(await run(log.slice(0, size), [checkpointAt(5), checkpoint])).toMatchObject({ type: 'fault', index, code });
  });
});
