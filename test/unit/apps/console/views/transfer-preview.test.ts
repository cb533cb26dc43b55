import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TransferFacts } from '../../../../../src/apps/console/views/transfer-checks.ts';
import { transferPreview } from '../../../../../src/apps/console/views/transfer-preview.ts';
import { textOf } from '../../../../../src/apps/console/views/sentence.ts';
import { TransferPreviewView } from '../../../../../src/contract/views.ts';
import type { TransferIntent } from '../../../../../src/treasury/intent/intent.ts';
import { destinationClass } from '../../../../../src/treasury/policy/destination.ts';
import { evaluate } from '../../../../../src/treasury/policy/evaluate.ts';
import type { SolanaTransferFacts } from '../../../../../src/apps/console/views/chain-checks.ts';
import { ENDPOINT, HSM, SOL, STRANGER_ADDRESS, World } from './world.ts';

interface Options {
  readonly intent?: Partial<TransferIntent>;
  readonly facts?: Partial<TransferFacts>;
  readonly chain?: Partial<SolanaTransferFacts>;
  readonly balance?: Partial<TransferFacts['balance']>;
}

function preview(world: World, { intent: changes, facts, chain, balance }: Options = {}): TransferPreviewView {
  const context = world.context('treasurer');
  const { state, now } = context;
  const intent = world.intent(changes);
  const verdict = evaluate({
    policy: state.policy,
    intent,
    destination: destinationClass(intent.to, { accounts: state.accounts.values(), payees: state.payees.values() }),
    initiator: 'treasurer',
    approvals: [],
    requestedAt: now,
  });
  const view = transferPreview({
    context,
    intent,
    verdict,
    facts: {
      balance: { value: 20n * SOL, sourceName: 'dev chain', readAt: now, error: null, usualFee: 100_000n, ...balance },
      fee: { now: 5000n, held: 5000n },
      chain: { chain: 'solana', isOnCurve: true, recipientBalance: SOL, minimumBalance: 890_880n, ...chain },
      ...facts,
    },
  });
  z.encode(TransferPreviewView, view);
  return view;
}

/** Checks that are not plain ok. */
const remarks = ({ checks }: TransferPreviewView): string[] =>
  checks.filter(({ state }) => state !== 'ok').map(({ state, label }) => `${state}: ${label}`);
const FIRST = 'warning: First payment to this address';
const BLIND = 'warning: No token screen: Controller';

describe('transfer preview', () => {
  it('can be submitted with warnings, and shows the sentence and the token screens', () => {
    const view = preview(World.make());
    expect(view.canSubmit).toBe(true);
    expect(remarks(view)).toEqual([FIRST, BLIND]);
    expect(textOf(view.intent.sentence)).toBe(
      'Pay 5 SOL from Operating to Aurelia Shipyards GmbH, fee at most 0.00001 SOL, by 18 Nov 2026 02:00 UTC.',
    );
    expect(view.tokenScreens.map(({ title }) => title)).toEqual([
      'Review',
      'Amount',
      'To (1/2)',
      'To (2/2)',
      'Fee at most',
      'Sign?',
    ]);
    expect(view.verdict).toMatchObject({ type: 'allowed', ruleId: 'T-1', isComplete: false });
    expect(view.verdict.type === 'allowed' && view.verdict.stages[0]?.seats.map(({ state }) => state)).toEqual([
      'initiator',
      'waiting',
      'waiting',
    ]);
  });

  it('cannot be submitted when the policy denies', () => {
    const view = preview(World.make(), { intent: { to: STRANGER_ADDRESS } });
    expect(view.verdict).toMatchObject({ type: 'denied', code: 'NO_RULE' });
    expect(remarks(view)).toContain('warning: The address is not in the address book');
    expect(view.canSubmit).toBe(false);
  });

  it('counts what other requests reserve', () => {
    const world = World.make();
    world.ask('treasurer', { amount: 9n * SOL });
    world.ask('cfo', { amount: 9n * SOL });
    const view = preview(world);
    expect(remarks(view)[0]).toBe('failed: Only 1.99998 SOL available in Operating');
    expect(view.checks[0]?.detail).toBe('needs 5.000005 SOL with the fee');
    expect(view.canSubmit).toBe(false);
  });

  it('does not guess a balance that it could not read, and warns of an old one', () => {
    const error = { code: 'CHAIN_UNREADABLE', kind: 'chain' as const, message: 'The dev chain does not answer.' };
    const unread = preview(World.make(), { balance: { value: null, error } });
    expect(unread.checks[0]).toEqual({
      label: 'Balance of Operating is unknown',
      state: 'failed',
      detail: error.message,
    });
    expect(unread.canSubmit).toBe(false);
    const old = preview(World.make(), { balance: { readAt: 0n } });
    expect(old.checks[0]?.state).toBe('warning');
  });

  it('refuses what the chain would refuse', () => {
    const fee = preview(World.make(), { facts: { fee: { now: 10_001n, held: 10_001n } } });
    expect(remarks(fee)).toContain('failed: Fee now 0.000010001 SOL, above the ceiling');
    const tiny = preview(World.make(), { intent: { amount: 1000n }, chain: { recipientBalance: 0n } });
    expect(remarks(tiny)).toContain('failed: Too little for the recipient’s account to exist');
    const rest = preview(World.make(), { balance: { value: 5n * SOL + 6000n } });
    expect(remarks(rest)).toContain('failed: Leaves only 0.000001 SOL behind');
    const empty = preview(World.make(), { balance: { value: 5n * SOL + 5000n } });
    expect(empty.canSubmit).toBe(true);
  });

  it('warns of an address without a key and of absent co-signers', () => {
    const world = World.make();
    world.online.delete(ENDPOINT);
    world.online.delete(HSM);
    const view = preview(world, { chain: { isOnCurve: false, minimumBalance: null } });
    expect(remarks(view)).toEqual([
      'warning: Account minimum not checked',
      'warning: Nobody can hold a key to this address',
      FIRST,
      BLIND,
      'warning: Too few co-signers online',
    ]);
    expect(view.canSubmit).toBe(true);
  });

  it('knows an earlier payment', () => {
    const world = World.make();
    world.confirmed();
    const view = preview(world);
    expect(view.intent.isFirstPayment).toBe(false);
    expect(view.checks.map(({ label }) => label)).toContain('Paid once before');
  });

  it('refuses an end in the past', () => {
    const world = World.make();
    const view = preview(world, { intent: { expiresAt: world.now } });
    expect(remarks(view)).toContain('failed: The transfer would be expired already');
    expect(view.canSubmit).toBe(false);
  });
});
