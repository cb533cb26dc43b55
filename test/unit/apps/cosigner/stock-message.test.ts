/** What officers are told of a co-signer whose arithmetic fell back: from its own report to the board of the console. */
import { expect, it } from 'vitest';
import { stockMessage } from '../../../../src/apps/cosigner/stock-message.ts';
import { StockBoard } from '../../../../src/apps/console/stock-board.ts';
import { decodeDirect, encodeDirect } from '../../../../src/apps/direct/direct-message.ts';
import type { ModPowReport } from '../../../../src/engine/crypto/modpow.ts';
import { TestWorkspace } from '../../treasury/test-workspace.ts';

/** What the console keeps of the message of a co-signer. */
function reported(arithmetic: ModPowReport): unknown {
  const context = { arithmetic, stock: { isAvailable: () => false }, primes: { levels: () => [] } };
  const message = stockMessage(context as never, TestWorkspace.ready().now);
  const board = new StockBoard({ now: () => 5n });
  const received = decodeDirect(encodeDirect(message));
  if (received.type === 'stock') board.add('hsm', received);
  return board.reports.get('hsm');
}

const NOTHING = { presignatures: [], primes: [], at: 5n };

it('OpenSSL that works is not worth a word', () => {
  expect(reported({ implementation: 'openssl' })).toEqual(NOTHING);
});

it.each([
  ['a reason', 'openssl, 512 bits: a wrong result', 'openssl, 512 bits: a wrong result'],
  // What OpenSSL says of itself may be anything.
  ['a reason of several lines', 'error:\n\tdigital  envelope', 'error: digital  envelope'],
  ['a long reason', 'x'.repeat(1000), `${'x'.repeat(197)}...`],
  ['no reason at all', '', 'it failed'],
])('a fall-back is told with %s', (_, reason, told) => {
  expect(reported({ implementation: 'bigint', reason })).toEqual({ ...NOTHING, slowBecause: told });
});
