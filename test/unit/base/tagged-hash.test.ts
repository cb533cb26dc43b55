import { describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex } from '../../../src/base/bytes.ts';
import { taggedHash, taggedStream } from '../../../src/base/tagged-hash.ts';
import { tlv } from '../../../src/base/tlv.ts';
import vectors from '../../vectors/transcript.json' with { type: 'json' };
import { valueOf, type ValueDescription } from '../../vectors/value-description.ts';

const G = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';

describe('the transcript hash', () => {
  it('gives the known answers of test-plan 2.1', () => {
    const fields = [
      tlv.text('demo'),
      tlv.u32(3),
      tlv.integer(-5n),
      tlv.point(bytesFromHex(G)),
      tlv.list([tlv.bytes(Uint8Array.of(1, 2, 3)), tlv.integer(0n)]),
    ];
    expect(bytesToHex(taggedHash('test/kat', ...fields))).toBe(
      '4d16bffcfd1c5dc6742bff4f4df74d378500a60588e1b824b865351cf327d180',
    );
    expect(bytesToHex(taggedHash('test/kat'))).toBe('0099ae5dd2ef497bb69bb6b2970098024c11616a2ecd67f07bb30ec52138f0a6');
  });

  it.each(vectors.cases.map((each, index) => ({ ...each, name: `${index}, tag ${each.tag}` })))(
    'case $name',
    ({ tag, fields, H, first100 }) => {
      const values = (fields as unknown as ValueDescription[]).map(valueOf);
      expect(bytesToHex(taggedHash(tag, ...values))).toBe(H);
      const stream = taggedStream(tag, ...values);
      expect([1, 31, 68].map((n) => bytesToHex(stream(n))).join('')).toBe(first100);
    },
  );

  it('keeps a list apart from its items, and tags apart', () => {
    const [a, b] = [tlv.text('a'), tlv.text('b')];
    const inputs = [
      taggedHash('t', a, b),
      taggedHash('t', tlv.list([a, b])),
      taggedHash('t', tlv.list([a]), b),
      taggedHash('u', a, b),
    ];
    expect(new Set(inputs.map(bytesToHex)).size).toBe(4);
  });
});
