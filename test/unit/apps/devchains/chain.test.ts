import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base58 } from '@scure/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Chain } from '../../../../src/apps/devchains/chain.ts';
import { Journal } from '../../../../src/apps/devchains/journal.ts';

let folder: string;
let journal: Journal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-chain-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function open(): Chain {
  journal = Journal.open(folder);
  const random = (byteLength: number) => new Uint8Array(randomBytes(byteLength));
  return Chain.open({ journal, clock: { now: () => 1_700_000_000_000n }, random });
}

const account = base58.encode(new Uint8Array(32).fill(7));

describe('Chain', () => {
  it('goes on at the very slot after a clean end', () => {
    let chain = open();
    chain.advance(3n);
    chain.close();
    chain = open();
    expect(chain.slot).toBe(203n);
    chain.close();
  });

  it('goes on above every slot it has shown when its end was not clean', () => {
    let chain = open();
    for (let step = 0; step < 30; step += 1) {
      chain.advance(1n);
      const shown = chain.slot;
      // Closing the journal alone leaves on disk what a killed process leaves.
      journal.close();
      chain = open();
      expect(chain.slot).toBeGreaterThanOrEqual(shown);
      expect(chain.slot).toBeLessThanOrEqual(shown + 25n);
    }
    chain.close();
  });

  it('keeps balances, transactions and the genesis hash', () => {
    let chain = open();
    const id = chain.airdrop(account, 5_000_000_000n);
    const [genesis, before] = [chain.genesisHash, chain.find(id)];
    journal.close();
    chain = open();
    expect(chain.genesisHash).toBe(genesis);
    expect(chain.account(account)).toMatchObject({
      lamports: 5_000_000_000n,
      owner: '1'.repeat(32),
      executable: false,
    });
    expect(chain.find(id)).toEqual(before);
    expect(before).toMatchObject({ err: null, fee: 5000n, slot: 200n, blockTime: 1_700_000_000n });
    chain.close();
  });

  it('makes an equal airdrop 32 times within a slot, then asks to wait', () => {
    const chain = open();
    for (let count = 0; count < 32; count += 1) chain.airdrop(account, 1_000_000_000n);
    expect(chain.account(account)?.lamports).toBe(32_000_000_000n);
    expect(() => chain.airdrop(account, 1_000_000_000n)).toThrowError(expect.objectContaining({ code: -32603 }));
    chain.advance(1n);
    chain.airdrop(account, 1_000_000_000n);
    expect(chain.account(account)?.lamports).toBe(33_000_000_000n);
    chain.close();
  });
});
