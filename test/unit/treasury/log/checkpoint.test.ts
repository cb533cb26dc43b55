import { describe, expect, it } from 'vitest';
import {
  checkpointSigners,
  decodeCheckpoint,
  encodeCheckpoint,
  signCheckpoint,
  verifyExtends,
  type Checkpoint,
} from '../../../../src/treasury/log/checkpoint.ts';
import { MerkleTree } from '../../../../src/treasury/log/merkle.ts';
import { seedOf, verify } from '../test-people.ts';
import { compliance, endpoint, hsm, TestWorkspace } from '../test-workspace.ts';

const tree = new MerkleTree();
for (let i = 0; i < 20; i += 1) tree.append(Uint8Array.of(i));
const workspaceId = 'ab'.repeat(32);
const at = (size: number): Checkpoint => ({ workspaceId, size, rootHash: tree.rootOf(size) });

describe('checkpoint', () => {
  it('is three lines: origin, size, base64 root', () => {
    const checkpoint = { workspaceId, size: 42, rootHash: new Uint8Array(32).fill(255) };
    expect(encodeCheckpoint(checkpoint)).toBe(
      `countersign/${workspaceId}\n42\n//////////////////////////////////////////8=\n`,
    );
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it.each([
    ['another origin', (text: string) => text.replace('countersign', 'someone')],
    ['a missing last line break', (text: string) => text.trimEnd()],
    ['a leading zero', (text: string) => text.replace('\n42\n', '\n042\n')],
    ['a negative size', (text: string) => text.replace('\n42\n', '\n-42\n')],
    ['a fourth line', (text: string) => `${text}more\n`],
    ['base64 with stray bits', (text: string) => text.replace('8=\n', '9=\n')],
    ['another alphabet', (text: string) => text.replaceAll('//////', '______')],
    ['carriage returns', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('refuses %s', (_, change) => {
    const text = encodeCheckpoint({ workspaceId, size: 42, rootHash: new Uint8Array(32).fill(255) });
    expect(() => decodeCheckpoint(change(text))).toThrow(expect.objectContaining({ code: 'CHECKPOINT_MALFORMED' }));
  });

  it('tells valid signers from invalid and unknown ones', () => {
    const { coSigners } = TestWorkspace.ready().now;
    const checkpoint = at(7);
    const signatures = [
      { coSigner: endpoint.pid, signature: signCheckpoint(checkpoint, endpoint.key) },
      { coSigner: hsm.pid, signature: signCheckpoint(at(8), hsm.key) },
      { coSigner: compliance.pid, signature: signCheckpoint(checkpoint, hsm.key) },
      { coSigner: '00'.repeat(32), signature: signCheckpoint(checkpoint, hsm.key) },
      { coSigner: endpoint.pid, signature: signCheckpoint(checkpoint, endpoint.key) },
    ];
    expect(checkpointSigners({ checkpoint, signatures }, coSigners, verify)).toEqual({
      valid: [endpoint.pid],
      invalid: [hsm.pid, compliance.pid, '00'.repeat(32)],
    });
  });

  it('extends an older one only of the same workspace and with a proof', () => {
    const proof = tree.consistencyProof(7, 20);
    expect(verifyExtends(at(7), at(20), proof)).toBe(true);
    expect(verifyExtends(at(20), at(7), proof)).toBe(false);
    expect(verifyExtends(at(8), at(20), proof)).toBe(false);
    expect(verifyExtends({ ...at(7), workspaceId: 'cd'.repeat(32) }, at(20), proof)).toBe(false);
    expect(verifyExtends(at(7), { ...at(20), rootHash: seedOf('other') }, proof)).toBe(false);
    expect(verifyExtends(at(7), at(7), [])).toBe(true);
  });
});
