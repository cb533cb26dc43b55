import { describe, expect, test } from 'vitest';
import { BUCKETS, pad, unpad } from '../../../../../src/adapters/relay/embedded/padding.ts';
import { thrownBy } from '../../storage/scratch.ts';

describe('padding', () => {
  test.each([0, 1, 1020, 1021, 4092, 4093, 16_380, 65_532, 262_140, 716_796])(
    'hides %i bytes in a bucket and gives them back',
    (byteLength) => {
      const content = Uint8Array.from({ length: byteLength }, (_, i) => (i % 255) + 1);
      const padded = pad(content);
      const bucket = BUCKETS.find((size) => size >= byteLength + 4);
      expect(padded.length).toBe(bucket);
      expect(unpad(padded)).toEqual(content);
    },
  );

  test('has a largest content', () => {
    expect(thrownBy(() => pad(new Uint8Array(716_797)))).toMatchObject({
      code: 'RELAY_PAYLOAD_TOO_LARGE',
      details: { byteLength: 716_797 },
    });
  });

  test.each([
    ['another size', new Uint8Array(1000)],
    ['a length beyond its end', new Uint8Array(1024).fill(255, 0, 4)],
    ['something behind the content', new Uint8Array(1024).fill(1, 1023)],
    ['nothing', new Uint8Array()],
  ])('refuses %s', (_, padded) => {
    expect(unpad(padded)).toBeUndefined();
  });
});
