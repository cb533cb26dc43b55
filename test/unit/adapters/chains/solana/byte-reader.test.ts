import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../../../src/adapters/chains/solana/byte-reader.ts';
import { compactU16, unlessMalformed } from './raw-message.ts';

const read = (...bytes: readonly number[]) =>
  unlessMalformed(() => new ByteReader(Uint8Array.from(bytes)).compactU16());

describe('ByteReader.compactU16', () => {
  it('reads each of the 65536 values from its shortest form', () => {
    const wrong = Array.from({ length: 0x10000 }, (_, value) => value).filter(
      (value) => read(...compactU16(value)) !== value,
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['zero in two bytes', [0x80, 0x00]],
    ['zero in three bytes', [0x80, 0x80, 0x00]],
    ['127 in two bytes', [0xff, 0x00]],
    ['16383 in three bytes', [0xff, 0xff, 0x00]],
    ['65536', [0x80, 0x80, 0x04]],
    ['a third byte that goes on', [0xff, 0xff, 0x83, 0x00]],
    ['half of it', [0x80]],
    ['nothing', []],
  ])('refuses %s', (_name, bytes) => {
    expect(read(...bytes)).toBeUndefined();
  });
});
