import { describe, expect, it } from 'vitest';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { taggedHash } from '../../../../src/base/tagged-hash.ts';
import { tlv } from '../../../../src/base/tlv.ts';
import { chainRules } from '../../../../src/treasury/chains/chain-rules.ts';
import { judge } from '../../../../src/treasury/judge/judge.ts';
import { isOfAccount, presignatureRun } from '../../../../src/treasury/workspace/admit-presign.ts';
import { EntryBody, type EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import { seedOf, verify } from '../test-people.ts';
import {
  answerOf,
  cfo,
  compliance,
  endpoint,
  found,
  HOLDERS,
  hsm,
  POLICY,
  START,
  TestWorkspace,
  treasurer,
} from '../test-workspace.ts';

const groupKey = secp256k1.getPublicKey(seedOf('ecdsa key'), true);
const chainCode = seedOf('chain code');
const path = [60, 0];
const address = chainRules('evm').addressOf({ groupKey, chainCode }, path) ?? '';
const payee = chainRules('evm').addressOf({ groupKey, chainCode }, [60, 1]) ?? '';
type Order = EntryOf<'presignatures.ordered'>;

/** A workspace with an ECDSA vault `ether`, its account, and a request that one more approval completes. */
function ready(): { workspace: TestWorkspace; requestId: string } {
  const [first] = POLICY.rules;
  const rule = { ...found(first), asset: 'ETH' as const, upTo: 10n ** 19n };
  const workspace = TestWorkspace.ready({
    policy: { ...POLICY, rules: [...POLICY.rules, { ...rule, ruleId: 'T-3', destinations: ['own', 'book', 'new'] }] },
  });
  const holders = HOLDERS.map(({ pid }) => pid);
  workspace.add(treasurer, {
    ...{ type: 'vault.proposed', vaultId: 'ether', name: 'Ether vault', scheme: 'ecdsa-secp256k1', profile: 'P112' },
    ...{ minSigners: 2, holders },
  });
  for (const holder of HOLDERS) workspace.add(holder, confirmation(workspace, holder));
  workspace.add(treasurer, {
    ...{ type: 'account.opened', accountId: 'ether', name: 'Ether', vaultId: 'ether', chain: 'evm' },
    ...{ network: 'eip155:31337', path, address },
  });
  const requestId = workspace.request({
    ...{ vaultId: 'ether', accountId: 'ether', chain: 'evm', network: 'eip155:31337', asset: 'ETH' },
    ...{ from: address, to: payee, payeeId: '', amount: 10n ** 18n },
  });
  workspace.approve(cfo, requestId);
  return { workspace, requestId };
}

function confirmation(
  workspace: TestWorkspace,
  holder: (typeof HOLDERS)[number],
  changes: Partial<EntryOf<'vault.confirmed'>> = {},
): EntryOf<'vault.confirmed'> {
  const { runId } = workspace.vault('ether');
  const auxHash = bytesToHex(seedOf('aux'));
  return workspace.confirmation(holder, { vaultId: 'ether', runId, groupKey, auxHash, ...changes });
}

const order = (changes: Partial<Order> = {}): Order => ({
  type: 'presignatures.ordered',
  vaultId: 'ether',
  epoch: 0,
  signers: [endpoint.pid, hsm.pid],
  path,
  count: 2,
  ...changes,
});

function proposal(
  workspace: TestWorkspace,
  requestId: string,
  changes: Partial<EntryOf<'session.proposed'>> = {},
): EntryOf<'session.proposed'> {
  const lifetime = { nonce: 0n, feeCap: 10_000n };
  return workspace.proposal(requestId, { vaultId: 'ether', lifetime, ...changes });
}

/** A second account of the vault. */
function openSecond(workspace: TestWorkspace): void {
  workspace.add(treasurer, {
    ...{ type: 'account.opened', accountId: 'second', name: 'Second', vaultId: 'ether', chain: 'evm' },
    ...{ network: 'eip155:31337', path: [60, 1], address: payee },
  });
}

/** Orders two and returns the order's hash. */
function ordered(workspace: TestWorkspace, changes: Partial<Order> = {}): string {
  return workspace.add(treasurer, order(changes)).head;
}

describe('the confirmation of an ECDSA vault', () => {
  it.each<[string, string, Partial<EntryOf<'vault.confirmed'>>]>([
    ['VAULT_CONFIRMATION_INVALID', 'an Ed25519 key', { groupKey: seedOf('x') }],
    ['VAULT_CONFIRMATION_INVALID', '33 bytes that are no point', { groupKey: new Uint8Array(33).fill(5) }],
    ['admitted', 'key and auxiliary hash', {}],
  ])('%s: %s', (code, _, changes) => {
    const workspace = TestWorkspace.ready();
    const holders = HOLDERS.map(({ pid }) => pid);
    workspace.add(treasurer, {
      ...{ type: 'vault.proposed', vaultId: 'ether', name: 'Ether vault', scheme: 'ecdsa-secp256k1', profile: 'P112' },
      ...{ minSigners: 2, holders },
    });
    expect(answerOf(workspace.offer(hsm, confirmation(workspace, hsm, changes)))).toBe(code);
    const { auxHash: _aux, ...without } = confirmation(workspace, hsm);
    expect(answerOf(workspace.offer(hsm, without))).toBe('VAULT_CONFIRMATION_INVALID');
    workspace.add(endpoint, confirmation(workspace, endpoint));
    workspace.add(hsm, confirmation(workspace, hsm, { auxHash: bytesToHex(seedOf('other')) }));
    expect(workspace.vault('ether')).toMatchObject({ status: 'failed', failure: { code: 'CONFIRMATION_DIFFERS' } });
  });
});

describe('presignatures.ordered', () => {
  it('names each run by the order and its place', () => {
    const hash = bytesToHex(seedOf('order'));
    expect(presignatureRun({ order: hash, index: 3 })).toEqual(
      taggedHash('treasury/presign-run', tlv.bytes(seedOf('order')), tlv.u32(3)),
    );
  });

  it.each<[string, string, Parameters<TestWorkspace['offer']>[0], Order]>([
    ['admitted', 'by a member', cfo, order()],
    ['admitted', 'by a signer', hsm, order()],
    ['NOT_ENTITLED', 'by a holder that does not sign', compliance, order()],
    ['VAULT_UNKNOWN', 'another vault', cfo, order({ vaultId: 'second' })],
    ['PRESIGNATURE_INVALID', 'for a key that needs none', cfo, order({ vaultId: 'main' })],
    ['VAULT_EPOCH_DIFFERS', 'another epoch', cfo, order({ epoch: 1 })],
    ['SESSION_SIGNERS_INVALID', 'too many signers', cfo, order({ signers: HOLDERS.map(({ pid }) => pid) })],
    ['SESSION_SIGNERS_INVALID', 'a signer without a share', cfo, order({ signers: [endpoint.pid, cfo.pid] })],
  ])('%s: %s', (code, _, author, body) => {
    expect(answerOf(ready().workspace.offer(author, body))).toBe(code);
  });
});

describe('an order of presignatures', () => {
  it('is for one of the accounts, or of use to nobody', () => {
    const { workspace } = ready();
    const isOf = (vaultId: string, wanted: number[]) => isOfAccount(workspace.now, { vaultId, path: wanted });
    expect([isOf('ether', path), isOf('ether', [60, 1]), isOf('ether', []), isOf('main', path)]).toEqual([
      ...[true, false, false, false],
    ]);
    openSecond(workspace);
    expect(isOf('ether', [60, 1])).toBe(true);
  });

  it('is of 32 at most', () => {
    expect(EntryBody.safeParse(order({ count: 32 })).success).toBe(true);
    expect(EntryBody.safeParse(order({ count: 33 })).success).toBe(false);
  });
});

describe('a session that names a presignature', () => {
  it('takes it for good, whatever becomes of the session', () => {
    const { workspace, requestId } = ready();
    const hash = ordered(workspace);
    const presignature = { order: hash, index: 1 };
    const body = proposal(workspace, requestId, { presignature });
    workspace.add(treasurer, body);
    expect(workspace.now.presignOrders.get(hash)?.taken.get(1)).toBe(body.sessionId);
    workspace.add(endpoint, workspace.failed(body.sessionId));
    expect(answerOf(workspace.offer(treasurer, proposal(workspace, requestId, { presignature })))).toBe(
      'PRESIGNATURE_TAKEN',
    );
    const other = proposal(workspace, requestId, { presignature: { order: hash, index: 0 } });
    expect(answerOf(workspace.offer(treasurer, other))).toBe('admitted');
  });

  it.each<[string, string, Partial<Order>, Partial<EntryOf<'session.proposed'>>, number]>([
    ['PRESIGNATURE_UNKNOWN', 'beyond the order', {}, {}, 2],
    ['PRESIGNATURE_DIFFERS', 'of another signing set', { signers: [endpoint.pid, compliance.pid] }, {}, 0],
    ['PRESIGNATURE_DIFFERS', 'of another account', { path: [60, 1] }, {}, 0],
    ['admitted', 'of this session, its signers in any order', { signers: [hsm.pid, endpoint.pid] }, {}, 0],
  ])('%s: %s', (code, _, orderChanges, sessionChanges, index) => {
    const { workspace, requestId } = ready();
    openSecond(workspace);
    const presignature = { order: ordered(workspace, orderChanges), index };
    const body = proposal(workspace, requestId, { presignature, ...sessionChanges });
    expect(answerOf(workspace.offer(treasurer, body))).toBe(code);
  });

  it('PRESIGNATURE_UNKNOWN: one that nobody ordered', () => {
    const { workspace, requestId } = ready();
    const presignature = { order: bytesToHex(seedOf('nobody')), index: 0 };
    expect(answerOf(workspace.offer(treasurer, proposal(workspace, requestId, { presignature })))).toBe(
      'PRESIGNATURE_UNKNOWN',
    );
  });

  it('is refused by a signer that does not hold it unspent; others judge the payment alone', () => {
    const { workspace, requestId } = ready();
    const body = proposal(workspace, requestId, { presignature: { order: ordered(workspace), index: 0 } });
    workspace.add(treasurer, body);
    const codesOf = (self: string, isPresignatureReady: boolean): string[] => {
      const decision = judge({
        state: workspace.now,
        sessionId: body.sessionId,
        reading: { type: 'unreadable', reason: 'not looked at here' },
        now: START,
        self,
        ownEpoch: 0,
        earlier: [],
        lifetimeValid: true,
        network: 'eip155:31337',
        isPresignatureReady,
        verify,
      });
      return decision.answer === 'refuse' ? decision.reasons.map(({ code }) => code) : [];
    };
    expect(codesOf(hsm.pid, false)).toContain('PRESIGNATURE_UNUSABLE');
    expect(codesOf(hsm.pid, true)).not.toContain('PRESIGNATURE_UNUSABLE');
    expect(codesOf(compliance.pid, false)).not.toContain('PRESIGNATURE_UNUSABLE');
  });
});
