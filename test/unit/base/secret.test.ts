import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret.ts';

it('lends its bytes until it is wiped, then refuses', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const secret = new Secret(bytes);
  expect(secret.use((borrowed) => borrowed[2])).toBe(3);
  expect(secret.byteLength).toBe(3);
  secret.wipe();
  expect(bytes).toEqual(new Uint8Array(3));
  expect(secret.isWiped).toBe(true);
  expect(() => secret.use(() => 0)).toThrow(expect.objectContaining({ code: 'SECRET_WIPED', kind: 'bug' }));
});

it('shows nothing when it is printed', () => {
  const secret = new Secret(Uint8Array.of(77));
  expect([`${String(secret)}`, JSON.stringify({ secret }), inspect(secret)]).toEqual([
    '[secret]',
    '{"secret":"[secret]"}',
    '[secret]',
  ]);
});
