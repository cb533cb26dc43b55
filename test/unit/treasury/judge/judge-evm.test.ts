/** The judge over real EVM bytes: built by viem, read by our own decoder, then bent. */
import { describe, expect, it } from 'vitest';
import { readEvmTransfer } from '../../../../src/adapters/chains/evm/read-transfer.ts';
import { bytesFromHex } from '../../../../src/base/bytes.ts';
import { judge, type EarlierContribution, type JudgeInput } from '../../../../src/treasury/judge/judge.ts';
import { readingSentence } from '../../../../src/treasury/judge/reading-sentence.ts';
import type { TransactionReading } from '../../../../src/treasury/judge/reading.ts';
import type { EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import type { WorkspaceState } from '../../../../src/treasury/workspace/state.ts';
import { address, item, list, number, PAYEE, raw, TOKEN } from '../../adapters/chains/evm/raw-transaction.ts';
import { ETH, ETHER_ADDRESS, EVM_NETWORK, EvmWorkspace, shipyard } from '../evm-workspace.ts';
import { verify } from '../test-people.ts';
import { cfo, compliance, endpoint, found, hsm, START, treasurer } from '../test-workspace.ts';

const FEE_CAP = 63n * 10n ** 13n;

/** An approved request for 1.5 ETH with a proposal under way. */
function proposed(changes: Partial<EntryOf<'session.proposed'>> = {}, nonce = 7n) {
  const workspace = EvmWorkspace.open();
  const intent = workspace.etherIntent();
  workspace.add(treasurer, { type: 'request.created', intent });
  workspace.approve(cfo, intent.requestId);
  const proposal = workspace.etherProposal(intent.requestId, nonce, changes);
  workspace.add(treasurer, proposal);
  return { workspace, intent, proposal };
}

const sound = proposed();
const soundReading = readEvmTransfer(bytesFromHex(sound.proposal.unsignedTransaction));

const input: JudgeInput = {
  state: sound.workspace.now,
  sessionId: sound.proposal.sessionId,
  reading: soundReading,
  now: START + 60_000n,
  self: hsm.pid,
  ownEpoch: 0,
  earlier: [],
  lifetimeValid: true,
  network: EVM_NETWORK,
  verify,
};

function codes(changes: Partial<JudgeInput>): string[] {
  const judgement = judge({ ...input, ...changes });
  return judgement.answer === 'contribute' ? [] : judgement.reasons.map(({ code }) => code);
}

function texts(changes: Partial<JudgeInput>): string[] {
  const judgement = judge({ ...input, ...changes });
  return judgement.answer === 'contribute' ? [] : judgement.reasons.map(({ text }) => text);
}

const read = (changes: Partial<TransactionReading>): Partial<JudgeInput> => ({
  reading: { ...soundReading, ...changes },
});

/** The same payment in bytes of our own making. */
const bytes = (changes: Parameters<typeof raw>[0] = {}): Partial<JudgeInput> => ({
  reading: readEvmTransfer(raw({ to: address(shipyard.address), ...changes })),
});

describe('the judge', () => {
  it('contributes to bytes that do the intent and nothing else', () => {
    expect(judge(input)).toEqual({ answer: 'contribute' });
    expect(codes(bytes())).toEqual([]);
    expect(readingSentence(soundReading)).toBe(
      `Transfer 1.5 ETH to ${shipyard.address} on the development chain 31337, nonce 7, fee at most 0.00063 ETH.`,
    );
  });

  it.each<[string, Partial<JudgeInput>, string[]]>([
    ['another recipient', bytes({ to: address(PAYEE) }), ['RECIPIENT_DIFFERS']],
    ['one wei more', bytes({ value: number((3n * ETH) / 2n + 1n) }), ['AMOUNT_DIFFERS']],
    ['another network', bytes({ chainId: number(1n) }), ['NETWORK_DIFFERS']],
    ['another nonce than the proposal says', bytes({ nonce: number(8n) }), ['LIFETIME_INVALID']],
    ['another fee than the proposal says', bytes({ fee: number(29n * 10n ** 9n) }), ['LIFETIME_INVALID']],
    ['a fee above the ceiling', bytes({ fee: number(48n * 10n ** 9n) }), ['FEE_TOO_HIGH', 'LIFETIME_INVALID']],
    ['data', bytes({ data: item(Uint8Array.of(1)) }), ['EFFECT_UNEXPLAINED']],
    ['an access list', bytes({ accessList: list(list(address(TOKEN), list())) }), ['EFFECT_UNEXPLAINED']],
    ['more gas', bytes({ gas: number(21_001n) }), ['EFFECT_UNEXPLAINED', 'LIFETIME_INVALID']],
    ['a new contract', bytes({ to: item(new Uint8Array()) }), ['RECIPIENT_DIFFERS', 'EFFECT_UNEXPLAINED']],
    ['bytes that are none', { reading: { type: 'unreadable', reason: 'x' } }, ['BYTES_UNREADABLE']],
    ['bytes of Solana', read({ chain: 'solana', asset: 'SOL' }), ['NETWORK_DIFFERS', 'ASSET_DIFFERS']],
    ['bytes that name another sender', read({ from: PAYEE, feePayer: PAYEE }), ['SENDER_DIFFERS', 'SENDER_DIFFERS']],
    ['an endpoint of another network', { network: 'eip155:1' }, ['NETWORK_DIFFERS']],
    [
      'an endpoint that is silent',
      { network: 'unknown', lifetimeValid: 'unknown' },
      ['CHAIN_UNREADABLE', 'CHAIN_UNREADABLE'],
    ],
    ['a nonce that is not the next one', { lifetimeValid: false }, ['LIFETIME_INVALID']],
    ['no share', { ownEpoch: null }, ['SHARE_LOCKED']],
    ['a share of another epoch', { ownEpoch: 1 }, ['EPOCH_DIFFERS']],
    ['expired approvals', { now: sound.intent.expiresAt }, ['EXPIRED']],
  ])('refuses %s', (_name, changes, expected) => {
    expect(codes(changes)).toEqual(expected);
  });

  it('says both sides in words', () => {
    expect(texts(bytes({ chainId: number(1n) }))).toEqual([
      'The bytes are for network eip155:1, the intent is for eip155:31337.',
    ]);
    expect(texts(bytes({ nonce: number(8n) }))).toEqual(['The bytes are bound to nonce 8, the proposal says 7.']);
    expect(texts({ lifetimeValid: false })).toEqual([
      'The nonce of the bytes is not the one that the network takes next from the account.',
    ]);
  });

  it('refuses a proposal whose bytes say another fee than its own words', () => {
    const lying = proposed({ lifetime: { nonce: 7n, feeCap: FEE_CAP - 1n } });
    const changes = { state: lying.workspace.now, sessionId: lying.proposal.sessionId };
    expect(texts(changes)).toEqual([
      'The bytes cost at most 0.00063 ETH in fees, the proposal says 0.000629999999999999 ETH.',
    ]);
  });
});

describe('the sender is the key that signs', () => {
  const account = found(input.state.accounts.get('ether-operating'));
  const withAccount = (changes: object): WorkspaceState => ({
    ...input.state,
    accounts: new Map([['ether-operating', { ...account, ...changes }]]),
  });

  it.each<[string, WorkspaceState, string[]]>([
    ['at another path than the address', withAccount({ path: [60, 1] }), ['SENDER_DIFFERS']],
    ['on another network', withAccount({ network: 'eip155:1' }), ['NETWORK_DIFFERS']],
    ['with another address', withAccount({ address: PAYEE }), ['NETWORK_DIFFERS']],
    ['on another chain', withAccount({ chain: 'solana' }), ['SENDER_DIFFERS', 'NETWORK_DIFFERS']],
  ])('an account %s', (_name, state, expected) => {
    expect(codes({ state })).toEqual(expected);
  });

  it('of a vault whose key is another', () => {
    const vault = found(input.state.vaults.get('ether'));
    const vaults = new Map([['ether', { ...vault, chainCode: new Uint8Array(32) }]]);
    expect(codes({ state: { ...input.state, vaults } })).toEqual(['SENDER_DIFFERS']);
    expect(ETHER_ADDRESS).toBe(account.address);
  });
});

describe('an earlier attempt', () => {
  const turn = (nonce: bigint) => `${EVM_NETWORK} nonce ${nonce}`;
  const earlier = (changes: Partial<EarlierContribution>): Partial<JudgeInput> => ({
    earlier: [{ sessionId: 'ab'.repeat(16), lifetime: 'live', wasIncluded: false, turn: turn(7n), ...changes }],
  });

  it.each<[string, Partial<EarlierContribution>, string[]]>([
    ['with the same nonce excludes this one, and this one it', {}, []],
    ['with an earlier nonce can still be paid, too', { turn: turn(6n) }, ['EARLIER_ATTEMPT_LIVE']],
    ['on another network can still be paid, too', { turn: 'eip155:1 nonce 7' }, ['EARLIER_ATTEMPT_LIVE']],
    [
      'whose bytes cannot be read may be anything',
      { turn: '', lifetime: 'unknown', wasIncluded: 'unknown' },
      ['CHAIN_UNREADABLE'],
    ],
    ['with the same nonce that is in a block is paid', { wasIncluded: true }, ['EARLIER_ATTEMPT_LIVE']],
    [
      'with the same nonce of which the chain says nothing',
      { lifetime: 'unknown', wasIncluded: 'unknown' },
      ['CHAIN_UNREADABLE'],
    ],
    ['with the same nonce whose inclusion is unknown', { wasIncluded: 'unknown' }, ['EARLIER_ATTEMPT_LIVE']],
    ['that another transaction killed for good', { turn: turn(6n), lifetime: 'expired' }, []],
    ['that is paid for good', { turn: turn(6n), lifetime: 'expired', wasIncluded: true }, ['EARLIER_ATTEMPT_LIVE']],
  ])('%s', (_name, changes, expected) => {
    expect(codes(earlier(changes))).toEqual(expected);
  });

  it('without a turn, as on Solana, excludes nothing', () => {
    const { turn: _turn, ...without } = earlier({}).earlier?.[0] ?? {
      sessionId: '',
      lifetime: 'live',
      wasIncluded: false,
    };
    expect(codes({ earlier: [without] })).toEqual(['EARLIER_ATTEMPT_LIVE']);
    const { turn: _own, ...turnless } = soundReading;
    expect(codes({ ...earlier({}), reading: turnless })).toEqual(['EARLIER_ATTEMPT_LIVE']);
  });

  it('that others agreed to counts until its nonce is shown to be ours or dead', () => {
    const { workspace, intent, proposal: first } = proposed({ signers: [endpoint.pid, hsm.pid] });
    workspace.agree(first.sessionId);
    workspace.add(hsm, workspace.failed(first.sessionId));
    const second = workspace.etherProposal(intent.requestId, 7n, { signers: [hsm.pid, compliance.pid] });
    workspace.add(treasurer, second);
    const base = { state: workspace.now, sessionId: second.sessionId, self: compliance.pid };
    expect(codes(base)).toEqual(['CHAIN_UNREADABLE']);
    const seen = { sessionId: first.sessionId, lifetime: 'live' as const, wasIncluded: false };
    expect(codes({ ...base, earlier: [{ ...seen, turn: turn(7n) }] })).toEqual([]);
    expect(codes({ ...base, earlier: [{ ...seen, turn: turn(6n) }] })).toEqual(['EARLIER_ATTEMPT_LIVE']);
  });

  it('counts towards the three, also with the same nonce', () => {
    const three = ['aa', 'bb', 'cc'].map((id) => ({ ...found(earlier({}).earlier?.[0]), sessionId: id.repeat(16) }));
    expect(codes({ earlier: three })).toEqual(['RETRIES_EXHAUSTED']);
  });
});
