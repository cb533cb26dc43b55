/** What a co-signer knows of an EVM chain, and what it writes down of its releases. */
import { describe, expect, it } from 'vitest';
import type { EvmClient, Fate } from '../../../../src/adapters/chains/evm/client.ts';
import { createSessionStore, sessionMigrations } from '../../../../src/adapters/storage/session-store.ts';
import { createEvmFacts } from '../../../../src/apps/cosigner/evm-facts.ts';
import type { Attempt } from '../../../../src/apps/cosigner/chain-facts.ts';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { number, PAYER, raw } from '../../adapters/chains/evm/raw-transaction.ts';
import { scratchDatabase } from '../../adapters/storage/scratch.ts';

const NETWORK = 'eip155:31337';
const LIVE: Fate = { lifetime: 'live', wasIncluded: false };
const DEAD: Fate = { lifetime: 'expired', wasIncluded: false };
const PAID: Fate = { lifetime: 'expired', wasIncluded: true };

/** What an endpoint says; what it leaves out, it does not answer. */
interface Says {
  readonly network?: string;
  readonly nextNonce?: bigint;
  /** By unsigned bytes in hex. */
  readonly fates?: Readonly<Record<string, Fate>>;
}

function silent(): AppError {
  return new AppError({ code: 'CHAIN_UNREACHABLE', kind: 'chain', message: 'The endpoint is silent.' });
}

function answer<T>(value: T | undefined): Promise<T> {
  return value === undefined ? Promise.reject(silent()) : Promise.resolve(value);
}

function factsFrom(says: Says | null) {
  const sessions = createSessionStore(scratchDatabase(sessionMigrations));
  const client: Pick<EvmClient, 'network' | 'nextNonce' | 'fateOf'> = {
    network: () => answer(says?.network),
    nextNonce: () => answer(says?.nextNonce),
    fateOf: (unsigned) => answer(says?.fates?.[bytesToHex(unsigned)]),
  };
  const facts = createEvmFacts(says === null ? null : (client as EvmClient), { sessions, now: () => 5_000n });
  return { facts, sessions };
}

const first = raw();
const second = raw({ value: number(1n) });
const later = raw({ nonce: number(8n) });

function attempt(unsigned: Uint8Array, sessionId = 's1', nonce = 7n): Attempt {
  return { sessionId, unsigned, account: PAYER, lifetime: { nonce, feeCap: 1n } };
}

function released(sessionId: string, message: Uint8Array) {
  const turn = `${NETWORK} nonce 7`;
  return {
    sessionId,
    requestId: 'r1',
    vaultId: 'ether',
    account: PAYER,
    message,
    lifetime: turn,
    turn,
    releasedAt: 1n,
  };
}

describe('the bytes', () => {
  it('are read, or called unreadable in words', () => {
    const { facts } = factsFrom({});
    expect(facts.decoder).toBe('countersign-evm 1');
    expect(facts.read(bytesToHex(first))).toMatchObject({ turn: `${NETWORK} nonce 7`, unexplained: [] });
    expect(facts.read(`${bytesToHex(first)}00`)).toEqual({
      type: 'unreadable',
      reason: 'The bytes are not an unsigned EIP-1559 transaction: something follows its end.',
    });
    expect(facts.read('zz')).toMatchObject({ type: 'unreadable' });
  });

  it('are signed by their Keccak-256', () => {
    expect(factsFrom(null).facts.hash).toBe('keccak256');
  });
});

describe('the own endpoint', () => {
  it('says whether the nonce is the next one', async () => {
    const { facts } = factsFrom({ network: NETWORK, nextNonce: 7n });
    expect(await facts.network()).toBe(NETWORK);
    expect(await facts.isLifetimeValid(attempt(first))).toBe(true);
    expect(await facts.isLifetimeValid(attempt(later, 's1', 8n))).toBe(false);
    expect(await facts.isLifetimeValid(attempt(first, 's1', 6n))).toBe(false);
    const blockhash = { blockhash: '1'.repeat(32), lastValidBlockHeight: 1n };
    expect(await facts.isLifetimeValid({ ...attempt(first), lifetime: blockhash })).toBe(false);
  });

  it('gives a release its turn, and none to bytes that are not next', async () => {
    const { facts } = factsFrom({ nextNonce: 7n });
    const turn = `${NETWORK} nonce 7`;
    expect(await facts.ownLifetime(attempt(first))).toEqual({ text: turn, turn });
    expect(await facts.ownLifetime(attempt(later, 's1', 8n))).toBeNull();
    expect(await facts.ownLifetime(attempt(new Uint8Array(3)))).toBe('unknown');
  });

  it('that does not answer, or is not there, leaves everything unknown', async () => {
    for (const { facts, sessions } of [factsFrom({}), factsFrom(null)]) {
      expect(await facts.network()).toBe('unknown');
      expect(await facts.isLifetimeValid(attempt(first))).toBe('unknown');
      expect(await facts.ownLifetime(attempt(first))).toBe('unknown');
      sessions.markReleased(released('s1', first));
      expect(await facts.settleEarlier('r1', NETWORK, [attempt(second, 's2')])).toEqual([
        { sessionId: 's1', lifetime: 'unknown', wasIncluded: 'unknown', turn: `${NETWORK} nonce 7` },
        { sessionId: 's2', lifetime: 'unknown', wasIncluded: 'unknown', turn: `${NETWORK} nonce 7` },
      ]);
      expect(sessions.unsettled()).toHaveLength(1);
    }
  });
});

describe('earlier attempts', () => {
  const turn = `${NETWORK} nonce 7`;
  const by = (...fates: readonly [Uint8Array, Fate][]) =>
    Object.fromEntries(fates.map(([bytes, fate]) => [bytesToHex(bytes), fate]));

  it('are written down once their end is final, and then not asked for again', async () => {
    const { facts, sessions } = factsFrom({ fates: by([first, DEAD], [second, PAID]) });
    sessions.markReleased(released('s1', first));
    sessions.markReleased(released('s2', second));
    const expected = [
      { sessionId: 's1', ...DEAD },
      { sessionId: 's2', ...PAID },
    ];
    expect(await facts.settleEarlier('r1', NETWORK, [])).toEqual(expected.map((one) => ({ ...one, turn })));
    expect(sessions.releases('r1').map(({ outcome }) => outcome)).toEqual(['expired', 'included']);
    expect(await facts.settleEarlier('r1', NETWORK, [])).toEqual(expected);
  });

  it('are not written down while a block can still be taken back', async () => {
    const inBlock: Fate = { lifetime: 'live', wasIncluded: true };
    const { facts, sessions } = factsFrom({ fates: by([first, inBlock]) });
    sessions.markReleased(released('s1', first));
    expect(await facts.settleEarlier('r1', NETWORK, [])).toEqual([{ sessionId: 's1', ...inBlock, turn }]);
    expect(sessions.unsettled()).toHaveLength(1);
  });

  it('of others are watched, once each, and own ones not twice', async () => {
    const { facts, sessions } = factsFrom({ fates: by([first, LIVE], [second, DEAD]) });
    sessions.markReleased(released('s1', first));
    expect(await facts.settleEarlier('r1', NETWORK, [attempt(first, 's1'), attempt(second, 's2')])).toEqual([
      { sessionId: 's1', ...LIVE, turn },
      { sessionId: 's2', ...DEAD, turn },
    ]);
  });

  it('whose bytes cannot be read may still pay: they have no turn and no known end', async () => {
    const { facts } = factsFrom({});
    expect(await facts.settleEarlier('r1', NETWORK, [attempt(new Uint8Array(3), 's9')])).toEqual([
      { sessionId: 's9', lifetime: 'unknown', wasIncluded: 'unknown' },
    ]);
  });
});
