import { describe, expect, it } from 'vitest';
import { createEvmAccess } from '../../../../src/apps/console/chains/evm-access.ts';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { buildEvmTransfer } from '../../../../src/adapters/chains/evm/build-transfer.ts';
import type { EvmClient, Fate, NonceLane, TransactionStatus } from '../../../../src/adapters/chains/evm/client.ts';
import { readEvmTransfer } from '../../../../src/adapters/chains/evm/read-transfer.ts';
import type { TransferIntent } from '../../../../src/treasury/intent/intent.ts';
import type { SessionState } from '../../../../src/treasury/workspace/state.ts';
import { codeOf } from '../../../../src/base/errors.ts';
import { EVM_ADDRESS, EVM_NETWORK } from './views/evm-vault.ts';
import { World } from './views/world.ts';

const TO = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const GWEI = 1_000_000_000n;
const PRICE = { baseFee: 10n * GWEI, priorityFee: GWEI };

/** What an endpoint says, call by call; anything else is not asked. */
function chain(says: {
  readonly nonce?: bigint;
  readonly fate?: Fate;
  readonly status?: TransactionStatus | null;
  readonly lane?: NonceLane;
}) {
  const client: Partial<EvmClient> = {
    nextNonce: () => Promise.resolve(says.nonce ?? 0n),
    gasPrice: () => Promise.resolve(PRICE),
    fateOf: () => Promise.resolve(says.fate ?? { lifetime: 'live', wasIncluded: false }),
    transactionStatus: () => Promise.resolve(says.status ?? null),
    nonceLane: () => Promise.resolve(says.lane ?? { final: 0n, latest: 0n, pending: 0n }),
    heights: () => Promise.resolve({ latest: 9n, final: 7n }),
  };
  return createEvmAccess(client as EvmClient);
}

const intent: TransferIntent = {
  ...World.make().intent(),
  ...{ chain: 'evm', network: EVM_NETWORK, asset: 'ETH', from: EVM_ADDRESS, to: TO, payeeId: '' },
  ...{ accountId: 'operating-eth', vaultId: 'evm', amount: 5n, feeCeiling: 21_000n * 100n * GWEI },
};

/** An agreed session of the same request with this nonce. */
function earlier(nonce: bigint): SessionState {
  const world = World.make();
  const requestId = world.approved();
  world.propose(requestId);
  const session = world.session(requestId);
  const unsigned = buildEvmTransfer({
    ...{ network: EVM_NETWORK, from: EVM_ADDRESS, to: TO, wei: 5n, nonce },
    fees: { maxFeePerGas: GWEI, maxPriorityFeePerGas: 1n },
  });
  const proposal = { ...session.proposal, unsignedTransaction: bytesToHex(unsigned), lifetime: { nonce, feeCap: 1n } };
  return { ...session, proposal };
}

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => codeOf(error) ?? 'not an AppError',
  );

describe('bytes for an intent in ether', () => {
  it('have the next nonce, and room for the base fee to double within the ceiling', async () => {
    const { unsigned, lifetime } = await chain({ nonce: 4n }).build(intent, []);
    expect(lifetime).toEqual({ nonce: 4n, feeCap: 21_000n * 21n * GWEI });
    expect(readEvmTransfer(unsigned)).toMatchObject({ to: TO, amount: 5n, fee: 21_000n * 21n * GWEI, unexplained: [] });
    const tight = await chain({}).build({ ...intent, feeCeiling: 21_000n * 13n * GWEI }, []);
    expect(tight.lifetime).toEqual({ nonce: 0n, feeCap: 21_000n * 13n * GWEI });
    expect(await outcome(chain({}).build({ ...intent, feeCeiling: 21_000n * 12n * GWEI }, []))).toBe(
      'CHAIN_FEE_ABOVE_CEILING',
    );
  });

  it.each([
    ['with the same nonce, live and not included: the chain takes one of the two', 4n, 'live', false, 'done'],
    ['with an earlier nonce that is not final yet', 3n, 'live', false, 'EARLIER_ATTEMPT_LIVE'],
    ['that is over without effect', 3n, 'expired', false, 'done'],
    ['that paid', 3n, 'expired', true, 'EARLIER_ATTEMPT_LIVE'],
    ['that is in a block', 3n, 'live', true, 'EARLIER_ATTEMPT_LIVE'],
  ] as const)('after an attempt %s', async (_, nonce, lifetime, wasIncluded, expected) => {
    const access = chain({ nonce: 4n, fate: { lifetime, wasIncluded } });
    expect(await outcome(access.build(intent, [earlier(nonce)]))).toBe(expected);
  });
});

describe('bytes for an intent in ether, while the endpoint has another transaction of the account in its queue', () => {
  const waiting = { nonce: 4n, lane: { final: 4n, latest: 4n, pending: 5n } };

  it('are not built: their nonce would be used when they are signed', async () => {
    expect(await outcome(chain(waiting).build(intent, []))).toBe('ACCOUNT_BUSY');
  });

  it('are built when it is an earlier attempt of the same request, which they replace', async () => {
    expect(await outcome(chain(waiting).build(intent, [earlier(4n)]))).toBe('done');
  });
});

describe('a sent transaction in ether', () => {
  const lifetime = { nonce: 4n, feeCap: 1n };
  const signed = { unsigned: new Uint8Array(), lifetime, from: EVM_ADDRESS, wire: '0x', transactionId: '0x' };
  const included = { block: 8n, confirmation: 'included', hasFailed: false } as const;

  it.each([
    ['is unseen where nothing of the account waits', {}, { type: 'unseen' }],
    ['waits in the queue', { lane: { final: 4n, latest: 4n, pending: 5n } }, { type: 'waiting' }],
    ['waits in a block that is not final', { status: included }, { type: 'waiting' }],
    [
      'is confirmed in a final block',
      { status: { ...included, confirmation: 'final' } },
      { type: 'confirmed', position: 8n },
    ],
    [
      'failed in a final block',
      { status: { ...included, confirmation: 'final', hasFailed: true } },
      { type: 'failed', position: 8n },
    ],
    ['expired when another took its nonce', { fate: { lifetime: 'expired', wasIncluded: false } }, { type: 'expired' }],
    [
      'paid under another name',
      { fate: { lifetime: 'expired', wasIncluded: true } },
      { type: 'confirmed', position: 7n },
    ],
  ] as const)('%s', async (_, says, standing) => {
    expect(await chain(says).standing(signed)).toEqual(standing);
  });
});
