import { describe, expect, it } from 'vitest';
import { policyHash } from '../../../../src/treasury/policy/policy-hash.ts';
import { admit } from '../../../../src/treasury/workspace/admit.ts';
import type { EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import { keyOf, seedOf, testCoSigner, testMember, verify } from '../test-people.ts';
import {
  answerOf,
  aurelia,
  cfo,
  controller,
  endpoint,
  genesisBody,
  HOLDERS,
  POLICY,
  TestWorkspace,
  treasurer,
} from '../test-workspace.ts';

type Created = EntryOf<'workspace.created'>;
const create = (changes: Partial<Created>) => answerOf(new TestWorkspace().offer(treasurer, genesisBody(changes)));
const members = [treasurer.record, cfo.record, controller.record];

describe('the first entry', () => {
  it('creates the workspace; its hash is the id', () => {
    const workspace = new TestWorkspace();
    const state = workspace.add(treasurer, genesisBody());
    expect(state).toMatchObject({
      name: 'Nordhaven Logistics SE',
      kind: 'demo',
      network: 'test',
      size: 1,
      policyHash: policyHash(POLICY),
    });
    expect(state.workspaceId).toBe(state.head);
    expect([...state.members.keys()]).toEqual(['treasurer', 'cfo', 'controller']);
    expect([...state.coSigners.keys()]).toEqual(HOLDERS.map((holder) => holder.pid));
    expect(state.payees.get('aurelia')).toEqual(aurelia);
  });

  it.each([
    [
      'WORKSPACE_MISSING',
      'another kind of entry',
      () => new TestWorkspace().offer(treasurer, { type: 'request.cancelled', requestId: 'ab'.repeat(16) }),
    ],
    ['LOG_HEAD_MOVED', 'an index', () => new TestWorkspace().offer(treasurer, genesisBody(), { index: 1 })],
    [
      'LOG_HEAD_MOVED',
      'a predecessor',
      () => new TestWorkspace().offer(treasurer, genesisBody(), { prev: 'ab'.repeat(32) }),
    ],
    [
      'LOG_HEAD_MOVED',
      'a workspace',
      () => new TestWorkspace().offer(treasurer, genesisBody(), { workspaceId: 'ab'.repeat(32) }),
    ],
    ['AUTHOR_UNKNOWN', 'an outsider', () => new TestWorkspace().offer(testMember('mallory', 'Mallory'), genesisBody())],
    ['NOT_ENTITLED', 'a co-signer', () => new TestWorkspace().offer(endpoint, genesisBody())],
    [
      'ENTRY_SIGNATURE_INVALID',
      'another key than the author it names',
      () => new TestWorkspace().offer(cfo, genesisBody(), { author: treasurer.pid }),
    ],
    [
      'WORKSPACE_EXISTS',
      'a second workspace in the same log',
      () => TestWorkspace.ready().offer(treasurer, genesisBody()),
    ],
  ])('%s: %s', (code, _, run) => {
    expect(answerOf(run())).toBe(code);
  });

  const twin = testCoSigner('guardian', 'Guardian').record;
  const [first, ...others] = members as [(typeof members)[0], ...typeof members];
  it.each<[string, Partial<Created>]>([
    [
      'a pid that is not the hash of the key',
      { members: [{ ...first, device: { ...first.device, identityKey: keyOf('x').publicKey } }, ...others] },
    ],
    ['one device for two members', { members: [first, { ...cfo.record, device: first.device }] }],
    [
      'one channel key for two',
      { members: [first, { ...cfo.record, device: { ...cfo.record.device, channelKey: first.device.channelKey } }] },
    ],
    [
      'a co-signer with the key of a member',
      { coSigners: [{ ...twin, pid: first.device.pid, identityKey: first.device.identityKey }] },
    ],
    ['two members of one id', { members: [first, { ...cfo.record, memberId: 'treasurer' }] }],
    ['two members of one name', { members: [first, { ...cfo.record, name: 'Treasurer' }] }],
    [
      'two tokens of one id',
      { members: [first, { ...cfo.record, token: { ...cfo.record.token, tokenId: first.token.tokenId } }] },
    ],
    [
      'one token for two members',
      { members: [first, { ...cfo.record, token: { ...cfo.record.token, publicKey: first.token.publicKey } }] },
    ],
    ['two co-signers of one name', { coSigners: [twin, { ...endpoint.record, name: 'Guardian' }] }],
    ['a payee without a Solana address', { payees: [{ ...aurelia, address: '0'.repeat(40) }] }],
    ['a payee with an address of another length', { payees: [{ ...aurelia, address: '1'.repeat(40) }] }],
    ['two payees of one id', { payees: [aurelia, { ...aurelia, name: 'Other', address: otherAddress() }] }],
    ['two payees of one name', { payees: [aurelia, { ...aurelia, payeeId: 'other', address: otherAddress() }] }],
    ['two payees of one address', { payees: [aurelia, { ...aurelia, payeeId: 'other', name: 'Other' }] }],
    ['a demo on a main network', { network: 'main' }],
  ])('WORKSPACE_INVALID: %s', (_, changes) => {
    expect(create(changes)).toBe('WORKSPACE_INVALID');
  });

  it('SIMULATED_TOKEN_REFUSED: a simulated token in a production workspace', () => {
    expect(create({ kind: 'production', network: 'main' })).toBe('SIMULATED_TOKEN_REFUSED');
    expect(create({ kind: 'production', network: 'test' })).toBe('SIMULATED_TOKEN_REFUSED');
    const real = members.map((member) => ({ ...member, token: { ...member.token, kind: 'ledger' as const } }));
    expect(create({ kind: 'production', network: 'main', members: real })).toBe('admitted');
  });

  it('POLICY_INVALID: a policy with a member who is not there', () => {
    expect(create({ members: [treasurer.record, cfo.record] })).toBe('POLICY_INVALID');
  });
});

describe('any later entry', () => {
  const workspace = TestWorkspace.ready();
  const body = { type: 'request.created', intent: workspace.intent() } as const;

  it.each([
    ['admitted', 'the entry itself', {}],
    ['LOG_HEAD_MOVED', 'a stale index', { index: 5 }],
    ['LOG_HEAD_MOVED', 'an index beyond the head', { index: 7 }],
    ['LOG_HEAD_MOVED', 'a stale head', { prev: seedHex() }],
    ['LOG_HEAD_MOVED', 'another workspace', { workspaceId: seedHex() }],
    ['AUTHOR_UNKNOWN', 'an author nobody knows', { author: seedHex() }],
    ['ENTRY_SIGNATURE_INVALID', "another author's name", { author: cfo.pid }],
  ])('%s: %s', (code, _, changes) => {
    expect(answerOf(workspace.offer(treasurer, body, changes))).toBe(code);
  });

  it('ENTRY_SIGNATURE_INVALID: a body changed after signing', () => {
    const entry = workspace.entry(treasurer, body);
    const changed = { ...entry, body: { ...body, intent: { ...body.intent, amount: 1n } } };
    expect(answerOf(admit(workspace.state, changed, verify))).toBe('ENTRY_SIGNATURE_INVALID');
    expect(answerOf(admit(workspace.state, entry, verify))).toBe('admitted');
  });

  it('leaves the state before it as it was', () => {
    const before = workspace.now;
    const after = workspace.offer(treasurer, body);
    expect(workspace.now).toBe(before);
    expect([before.requests.size, after.type === 'admitted' && after.state.requests.size]).toEqual([0, 1]);
    expect([before.size, after.type === 'admitted' && after.state.size]).toEqual([6, 7]);
  });
});

function otherAddress(): string {
  return '1'.repeat(32);
}

function seedHex(): string {
  return Buffer.from(seedOf('another')).toString('hex');
}
