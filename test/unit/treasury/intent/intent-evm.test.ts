/** An intent for ether: its bytes, its words, and what the token shows. */
import { describe, expect, it } from 'vitest';
import { MAX_BASE_UNITS } from '../../../../src/treasury/intent/assets.ts';
import { decodeIntent, encodeIntent, intentHash } from '../../../../src/treasury/intent/intent-hash.ts';
import { intentSentence } from '../../../../src/treasury/intent/intent-sentence.ts';
import type { TransferIntent } from '../../../../src/treasury/intent/intent.ts';
import { SCREEN_COLUMNS, SCREEN_LINES, tokenScreens } from '../../../../src/treasury/intent/token-screens.ts';
import { evaluate } from '../../../../src/treasury/policy/evaluate.ts';
import { policySentences } from '../../../../src/treasury/policy/policy-sentence.ts';
import { ETH, EvmWorkspace, shipyard } from '../evm-workspace.ts';
import { SOL } from '../test-people.ts';

const workspace = EvmWorkspace.open();
const intent = workspace.etherIntent({ expiresAt: 1_795_000_000_000n });
const names = { account: 'Ether operating', recipient: 'Aurelia Shipyards' };

describe('bytes and hash', () => {
  it('survive encoding and decoding', () => {
    expect(decodeIntent(encodeIntent(intent))).toEqual(intent);
  });

  it.each<[string, Partial<TransferIntent>]>([
    ['network', { network: 'eip155:1' }],
    ['recipient', { to: intent.from }],
    ['amount', { amount: intent.amount + 1n }],
    ['fee ceiling', { feeCeiling: intent.feeCeiling + 1n }],
    ['account', { accountId: 'other' }],
    ['vault', { vaultId: 'other' }],
  ])('change with the %s', (_name, changes) => {
    expect(intentHash({ ...intent, ...changes })).not.toBe(intentHash(intent));
  });

  it.each<[string, object]>([
    ['SOL', { asset: 'SOL' }],
    ['the chain Solana', { chain: 'solana' }],
    ['a network that is no chain id', { network: 'mainnet' }],
    ['chain id 0', { network: 'eip155:0' }],
  ])('are not read with %s', (_name, changes) => {
    const bytes = encodeIntent({ ...intent, ...changes });
    expect(() => decodeIntent(bytes)).toThrow(expect.objectContaining({ code: 'INTENT_MALFORMED', kind: 'peer' }));
  });
});

describe('words', () => {
  it('name the network, because the address exists on all of them', () => {
    expect(intentSentence(intent, names)).toBe(
      'Pay 1.5 ETH from Ether operating to Aurelia Shipyards on the development chain 31337, fee at most 0.001 ETH, by 18 Nov 2026 11:06 UTC.',
    );
    expect(intentSentence({ ...intent, network: 'eip155:1' }, names)).toMatch(/ on Ethereum, fee at most /);
  });

  it('on the token: amount, whole address, network and fee', () => {
    const [first = '', ...rest] = pairsOf(shipyard.address.slice(2, 22));
    expect(tokenScreens(7, intent)).toEqual([
      { title: 'Review', lines: ['Countersign', 'TR-0007'] },
      { title: 'Amount', lines: ['1.5', 'ETH'] },
      { title: 'To (1/2)', lines: [`0x${first}`, ...rest] },
      { title: 'To (2/2)', lines: pairsOf(shipyard.address.slice(22)) },
      { title: 'Network', lines: ['EVM chain', '31337'] },
      { title: 'Fee at most', lines: ['0.001', 'ETH'] },
      { title: 'Sign?', lines: ['Approve'] },
    ]);
  });

  it('on the token fit the smallest screen, whatever the numbers', () => {
    const extremes = { amount: MAX_BASE_UNITS.ETH, feeCeiling: MAX_BASE_UNITS.ETH, network: 'eip155:9999999999999999' };
    for (const { title, lines } of tokenScreens(9999, { ...intent, ...extremes })) {
      expect(lines.length).toBeLessThan(SCREEN_LINES);
      for (const line of [title, ...lines]) expect(line.length).toBeLessThanOrEqual(SCREEN_COLUMNS);
    }
  });

  it('sums of many requests still fit the wire', () => {
    expect((MAX_BASE_UNITS.ETH * 2n * 1_000_000_000n).toString().length).toBeLessThanOrEqual(39);
  });
});

describe('policy', () => {
  const verdictOf = (changes: Partial<TransferIntent>) =>
    evaluate({
      policy: workspace.now.policy,
      intent: { ...intent, ...changes },
      destination: 'book',
      initiator: 'treasurer',
      approvals: ['cfo'],
      requestedAt: intent.expiresAt - 1n,
    });

  it('has its own rule for ether, in wei', () => {
    expect(verdictOf({ amount: 5n * ETH })).toMatchObject({ type: 'allowed', ruleId: 'T-3', isComplete: true });
    expect(verdictOf({ amount: 5n * ETH + 1n })).toMatchObject({
      code: 'OVER_LIMIT',
      reason: '5.000000000000000001 ETH is over the limit of 5 ETH for this kind of destination.',
    });
  });

  it('a rule for SOL never speaks of ether, nor the other way round', () => {
    const misses = (verdict: ReturnType<typeof verdictOf>) => (verdict.type === 'denied' ? verdict.nearMisses : []);
    const tooMuch = verdictOf({ amount: 6n * ETH });
    expect(misses(tooMuch).map(({ because }) => because)).toEqual([
      'speaks of SOL',
      'speaks of SOL',
      'speaks of amounts up to 5 ETH',
    ]);
    expect(verdictOf({ asset: 'SOL', amount: SOL })).toMatchObject({ type: 'allowed', ruleId: 'T-1' });
    expect(policySentences(workspace.now.policy)[2]).toMatch(/^T-3: Up to 5 ETH from any account/);
  });
});

/** Two groups of four characters a line. */
function pairsOf(text: string): string[] {
  return (text.match(/.{1,8}/gu) ?? []).map((pair) => `${pair.slice(0, 4)} ${pair.slice(4)}`.trim());
}
