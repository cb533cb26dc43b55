import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../../../src/base/bytes.ts';
import { decodeCanonical, encodeCanonical } from '../../../../src/treasury/log/canonical-json.ts';
import {
  decodeEntry,
  encodeEntry,
  entryDigest,
  entryHash,
  openEntry,
  sealEntry,
} from '../../../../src/treasury/log/entry-codec.ts';
import { LogEntry } from '../../../../src/treasury/workspace/entry.ts';
import { logWorkload } from '../../../bench/log-workload.ts';
import { verify } from '../test-people.ts';
import { found, TestWorkspace } from '../test-workspace.ts';

const workspace = TestWorkspace.ready();
workspace.transfer();
const last = workspace.log.length - 1;

describe('entry codec', () => {
  it.each(workspace.log.map((entry) => [entry.body.type, entry] as const))('%s comes back as it went', (_, entry) => {
    const bytes = encodeEntry(entry);
    expect(decodeEntry(bytes)).toEqual(entry);
    expect(encodeEntry(decodeEntry(bytes))).toEqual(bytes);
  });

  it.each(workspace.log.map((entry) => [entry.body.type, entry] as const))(
    '%s: the cut-out digest is that of the unsigned entry',
    (_, entry) => {
      const { signature: _signature, ...unsigned } = entry;
      const sealed = sealEntry(entry);
      expect(sealed.digest).toEqual(entryDigest(unsigned));
      expect(entryDigest(entry)).toEqual(sealed.digest);
      expect(openEntry(sealed.bytes)).toEqual(sealed);
      expect(sealed.leafHash).toEqual(entryHash(sealed.bytes));
    },
  );

  it('signs the digest with the key of the author', () => {
    const entry = found(workspace.log[0]);
    const { body } = entry;
    const author =
      body.type === 'workspace.created' ? body.members.find((member) => member.device.pid === entry.author) : undefined;
    expect(verify(found(author).device.identityKey, entryDigest(entry), entry.signature)).toBe(true);
  });

  it('gives every bit of every entry a place in hash and digest', () => {
    const hashes = new Set(workspace.log.map((entry) => sealEntry(entry).hash));
    const digests = new Set(workspace.log.map((entry) => Buffer.from(sealEntry(entry).digest).toString('hex')));
    expect([hashes.size, digests.size]).toEqual([workspace.log.length, workspace.log.length]);
    const entry = found(workspace.log[last]);
    expect(sealEntry({ ...entry, time: entry.time + 1n }).digest).not.toEqual(sealEntry(entry).digest);
    const other = sealEntry({ ...entry, signature: entry.signature.with(0, (entry.signature[0] ?? 0) ^ 1) });
    expect(other.digest).toEqual(sealEntry(entry).digest);
    expect(other.hash).not.toBe(sealEntry(entry).hash);
  });

  const wireOf = (index: number) =>
    z.encode(LogEntry, found(workspace.log[index])) as unknown as Record<string, unknown>;
  it.each([
    ['an unknown field', { ...wireOf(last), extra: 1 }],
    ['a missing field', Object.fromEntries(Object.entries(wireOf(last)).filter(([key]) => key !== 'prev'))],
    ['another version', { ...wireOf(last), version: 2 }],
    ['a short signature', { ...wireOf(last), signature: 'ab' }],
    ['upper-case hex', { ...wireOf(last), prev: 'AB'.repeat(32) }],
    ['a negative index', { ...wireOf(last), index: -1 }],
    ['a time with a leading zero', { ...wireOf(last), time: '01' }],
    ['a time that no calendar can show', { ...wireOf(last), time: '253402300800000' }],
    ['a time of many digits', { ...wireOf(last), time: '9'.repeat(39) }],
    ['a time that is a number', { ...wireOf(last), time: 1 }],
    ['an unknown kind of entry', { ...wireOf(last), body: { type: 'request.forced' } }],
    ['an unknown field of the body', { ...wireOf(last), body: { ...(wireOf(last).body as object), force: true } }],
    ['a list instead of an entry', []],
    ['text instead of an entry', 'entry'],
  ])('refuses %s', (_, wire) => {
    expect(() => decodeEntry(encodeCanonical(wire))).toThrow(expect.objectContaining({ code: 'ENTRY_MALFORMED' }));
  });

  it('refuses a bidirectional override in a reason', () => {
    const wire = {
      ...wireOf(last),
      body: { type: 'request.rejected', requestId: 'ab'.repeat(16), reason: 'evil \u202e text' },
    };
    expect(() => decodeEntry(encodeCanonical(wire))).toThrow(expect.objectContaining({ code: 'ENTRY_MALFORMED' }));
  });

  it('refuses what is not canonical, whatever it says', () => {
    const bytes = encodeEntry(found(workspace.log[last]));
    expect(() => decodeEntry(utf8ToBytes(` ${new TextDecoder().decode(bytes)}`))).toThrow(
      expect.objectContaining({ code: 'CANONICAL_BYTES' }),
    );
    expect(() => decodeEntry(bytes.subarray(0, bytes.length - 1))).toThrow(
      expect.objectContaining({ code: 'CANONICAL_BYTES' }),
    );
  });

  it('makes the same workload every time', () => {
    expect(logWorkload(30)).toEqual(logWorkload(30));
    expect(logWorkload(30).map((bytes) => decodeCanonical(bytes))).toHaveLength(30);
  });
});
