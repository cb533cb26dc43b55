import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { taggedHash } from '../../../../src/base/tagged-hash.ts';
import { tlv } from '../../../../src/base/tlv.ts';
import { acknowledgementDigest, NO_AUX_HASH, refusalDigest } from '../../../../src/treasury/workspace/admit-epoch.ts';
import type { EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import type { ReshareState } from '../../../../src/treasury/workspace/epoch-state.ts';
import { reshareDigest, reshareScreens } from '../../../../src/treasury/workspace/reshare-approval.ts';
import { seedOf, testCoSigner, testMember, type TestCoSigner, type TestMember } from '../test-people.ts';
import {
  answerOf,
  cfo,
  compliance,
  controller,
  endpoint,
  found,
  genesisBody,
  HOLDERS,
  hsm,
  START,
  TestWorkspace,
  treasurer,
  vaultKey,
} from '../test-workspace.ts';

const spare = testCoSigner('guardian', 'Spare HSM');
type Proposal = EntryOf<'vault.reshare-proposed'>;
const byPid = (a: TestCoSigner, b: TestCoSigner): number => (a.pid < b.pid ? -1 : 1);
/** Shamir points of the ceremony: places in pid order. */
const idOf = (holder: TestCoSigner): number => HOLDERS.toSorted(byPid).indexOf(holder) + 1;
const hex = (name: string): string => bytesToHex(seedOf(name));

function ready(): TestWorkspace {
  const workspace = TestWorkspace.ready();
  workspace.add(treasurer, { type: 'co-signer.enrolled', coSigner: spare.record });
  return workspace;
}

const refresh = (changes: Partial<Proposal> = {}): Proposal => ({
  type: 'vault.reshare-proposed',
  vaultId: 'main',
  epoch: 0,
  nextEpoch: 1,
  dealers: [endpoint.pid, hsm.pid],
  holders: HOLDERS.map((holder) => ({ pid: holder.pid, id: idOf(holder) })),
  minSigners: 2,
  reason: 'refresh',
  ...changes,
});
/** HSM leaves, the spare one joins. */
const replace = (changes: Partial<Proposal> = {}): Proposal =>
  refresh({
    dealers: [endpoint.pid, compliance.pid],
    holders: [...[endpoint, compliance].map((one) => ({ pid: one.pid, id: idOf(one) })), { pid: spare.pid, id: 4 }],
    reason: 'reshare',
    ...changes,
  });
const newHolders = [endpoint, compliance, spare];

const last = (workspace: TestWorkspace): ReshareState => found(workspace.vault().sharing.reshares.at(-1));

function approval(
  workspace: TestWorkspace,
  member: TestMember,
  changes: Partial<EntryOf<'vault.reshare-approved'>> = {},
) {
  const { memberId, token } = member.record;
  const { runId } = last(workspace);
  const subject = { workspaceId: workspace.now.workspaceId, runId, memberId, tokenId: token.tokenId };
  const tokenSignature = member.token.sign(reshareDigest(subject));
  const body = {
    type: 'vault.reshare-approved',
    vaultId: 'main',
    runId,
    tokenId: token.tokenId,
    tokenSignature,
  } as const;
  return { ...body, ...changes };
}

function ack(
  workspace: TestWorkspace,
  holder: TestCoSigner,
  changes: Partial<EntryOf<'vault.epoch-acknowledged'>> = {},
  reshare = last(workspace),
): EntryOf<'vault.epoch-acknowledged'> {
  const body: EntryOf<'vault.epoch-acknowledged'> = {
    type: 'vault.epoch-acknowledged',
    vaultId: 'main',
    runId: reshare.runId,
    epoch: reshare.proposal.nextEpoch,
    sid: hex('reshare sid'),
    transcriptHash: hex('T'),
    auxHash: NO_AUX_HASH,
    groupKey: vaultKey.publicKey,
    publicHash: hex('public'),
    acknowledgement: new Uint8Array(64),
    ...changes,
  };
  return { ...body, acknowledgement: changes.acknowledgement ?? holder.key.sign(acknowledgementDigest(body)) };
}

function nack(workspace: TestWorkspace, holder: TestCoSigner): EntryOf<'vault.epoch-refused'> {
  const { runId, proposal } = last(workspace);
  const body = { sid: hex('reshare sid'), transcriptHash: hex('T'), epoch: proposal.nextEpoch };
  return {
    type: 'vault.epoch-refused',
    vaultId: 'main',
    runId,
    ...body,
    refusal: holder.key.sign(refusalDigest(body)),
  };
}

const giveUp = (workspace: TestWorkspace): EntryOf<'vault.reshare-failed'> => ({
  type: 'vault.reshare-failed',
  vaultId: 'main',
  runId: last(workspace).runId,
  code: 'UNRESPONSIVE',
  text: 'Spare HSM did not answer.',
  blame: [],
});

/** A replacement that two tokens approved: it runs. */
function running(): TestWorkspace {
  const workspace = ready();
  workspace.add(treasurer, replace());
  workspace.add(treasurer, approval(workspace, treasurer));
  workspace.add(cfo, approval(workspace, cfo));
  return workspace;
}

describe('the digests are those of reshare.md', () => {
  const body = { sid: hex('a'), transcriptHash: hex('b'), epoch: 7, auxHash: hex('c') };
  it('H("reshare/ack", sid, T, u32 epoch, auxHash)', () => {
    const fields = [tlv.bytes(seedOf('a')), tlv.bytes(seedOf('b')), tlv.u32(7), tlv.bytes(seedOf('c'))];
    expect(acknowledgementDigest(body)).toEqual(taggedHash('reshare/ack', ...fields));
  });
  it('H("reshare/nack", sid, T, u32 epoch)', () => {
    expect(refusalDigest(body)).toEqual(
      taggedHash('reshare/nack', tlv.bytes(seedOf('a')), tlv.bytes(seedOf('b')), tlv.u32(7)),
    );
  });
});

describe('co-signer.enrolled', () => {
  it('makes a machine that can be given shares', () => {
    expect(ready().now.coSigners.get(spare.pid)).toEqual(spare.record);
  });
  it.each([
    ['NOT_ENTITLED', 'by a co-signer', hsm, spare],
    ['WORKSPACE_INVALID', 'one that is there', treasurer, hsm],
    [
      'WORKSPACE_INVALID',
      'one with the name of another',
      treasurer,
      { ...testCoSigner('hsm', 'Copy'), record: { ...testCoSigner('hsm', 'Copy').record, name: 'HSM' } },
    ],
    [
      'WORKSPACE_INVALID',
      'an id that is not its key',
      treasurer,
      { ...spare, record: { ...spare.record, pid: hex('x') } },
    ],
  ])('%s: %s', (code, _, author, coSigner) => {
    const workspace = TestWorkspace.ready();
    expect(answerOf(workspace.offer(author, { type: 'co-signer.enrolled', coSigner: coSigner.record }))).toBe(code);
  });
});

describe('vault.reshare-proposed', () => {
  it('a refresh begins at once, and uses up the number of its epoch', () => {
    const workspace = ready();
    workspace.add(controller, refresh());
    expect(last(workspace)).toMatchObject({ status: 'running', needed: 0, runId: workspace.now.head });
    expect(workspace.vault()).toMatchObject({ epoch: 0, minSigners: 2, sharing: { nextEpoch: 2, nextId: 4 } });
  });

  it.each<[string, string, TestMember | TestCoSigner, Proposal]>([
    ['NOT_ENTITLED', 'by a co-signer', hsm, refresh()],
    ['VAULT_UNKNOWN', 'another vault', treasurer, refresh({ vaultId: 'second' })],
    ['VAULT_EPOCH_DIFFERS', 'from another epoch', treasurer, refresh({ epoch: 1 })],
    ['RESHARE_INVALID', 'a number that is not the next', treasurer, refresh({ nextEpoch: 2 })],
    ['RESHARE_INVALID', 'the number of the epoch in force', treasurer, refresh({ nextEpoch: 0 })],
    ['VAULT_HOLDERS_INVALID', 'too few dealers', treasurer, refresh({ dealers: [hsm.pid, hsm.pid] })],
    ['VAULT_HOLDERS_INVALID', 'too many dealers', treasurer, refresh({ dealers: HOLDERS.map(({ pid }) => pid) })],
    ['VAULT_HOLDERS_INVALID', 'a dealer without a share', treasurer, replace({ dealers: [endpoint.pid, spare.pid] })],
    [
      'VAULT_HOLDERS_INVALID',
      'a holder nobody enrolled',
      treasurer,
      replace({ holders: [...replace().holders.slice(0, 2), { pid: hex('x'), id: 4 }] }),
    ],
    ['VAULT_HOLDERS_INVALID', 'more signers than holders', treasurer, replace({ minSigners: 4 })],
    [
      'RESHARE_INVALID',
      'a new holder with the point of the one that left',
      treasurer,
      replace({ holders: [...replace().holders.slice(0, 2), { pid: spare.pid, id: idOf(hsm) }] }),
    ],
    [
      'RESHARE_INVALID',
      'a point that skips one',
      treasurer,
      replace({ holders: [...replace().holders.slice(0, 2), { pid: spare.pid, id: 5 }] }),
    ],
    [
      'RESHARE_INVALID',
      'a refresh that changes points',
      treasurer,
      refresh({ holders: HOLDERS.map(({ pid }, i) => ({ pid, id: i + 4 })) }),
    ],
    ['RESHARE_INVALID', 'a change of holders called a refresh', treasurer, replace({ reason: 'refresh' })],
    ['RESHARE_INVALID', 'a change of the threshold called a refresh', treasurer, refresh({ minSigners: 3 })],
    ['RESHARE_INVALID', 'a refresh called a resharing', treasurer, refresh({ reason: 'reshare' })],
    ['admitted', 'another threshold', treasurer, refresh({ minSigners: 3, reason: 'reshare' })],
    ['admitted', 'another holder', treasurer, replace()],
  ])('%s: %s', (code, _, author, body) => {
    expect(answerOf(ready().offer(author, body))).toBe(code);
  });

  it('RESHARE_LIVE: one change at a time', () => {
    const workspace = ready();
    workspace.add(treasurer, replace());
    expect(answerOf(workspace.offer(cfo, replace()))).toBe('RESHARE_LIVE');
  });
});

describe('vault.reshare-approved', () => {
  it('a change of holders needs the tokens of a majority, whoever proposed', () => {
    const workspace = ready();
    workspace.add(treasurer, replace());
    expect(last(workspace)).toMatchObject({ status: 'pending', needed: 2 });
    workspace.add(treasurer, approval(workspace, treasurer));
    expect(last(workspace).status).toBe('pending');
    expect(workspace.vault().sharing.nextEpoch).toBe(1);
    workspace.add(cfo, approval(workspace, cfo));
    expect(last(workspace).status).toBe('running');
    expect(workspace.vault().sharing).toMatchObject({ nextEpoch: 2, nextId: 5 });
  });

  it.each<[string, string, (w: TestWorkspace) => ReturnType<TestWorkspace['offer']>]>([
    ['DOUBLE_APPROVAL', 'the same person again', (w) => w.offer(treasurer, approval(w, treasurer))],
    ['NOT_ENTITLED', 'a co-signer', (w) => w.offer(hsm, approval(w, cfo))],
    ['TOKEN_UNKNOWN', "another one's token", (w) => w.offer(cfo, approval(w, controller))],
    ['RESHARE_UNKNOWN', 'another run', (w) => w.offer(cfo, approval(w, cfo, { runId: hex('x') }))],
    [
      'APPROVAL_SIGNATURE_INVALID',
      'a signature over another run',
      (w) => w.offer(cfo, approval(w, cfo, { tokenSignature: approval(w, controller).tokenSignature })),
    ],
    ['RESHARE_OVER', 'after a day', (w) => w.offer(cfo, approval(w, cfo), { time: START + 90_000_000n })],
  ])('%s: %s', (code, _, offer) => {
    const workspace = ready();
    workspace.add(treasurer, replace());
    workspace.add(treasurer, approval(workspace, treasurer));
    expect(answerOf(offer(workspace))).toBe(code);
  });

  it('APPROVAL_NOT_NEEDED: a refresh, or one more than needed', () => {
    const workspace = running();
    expect(answerOf(workspace.offer(controller, approval(workspace, controller)))).toBe('APPROVAL_NOT_NEEDED');
  });

  it('SIMULATED_TOKEN_REFUSED outside a demo is said when the workspace is created', () => {
    const members = [treasurer, cfo, testMember('ledger', 'Ledger', 'ledger')].map(({ record }) => record);
    expect(answerOf(new TestWorkspace().offer(treasurer, genesisBody({ kind: 'production', members })))).toBe(
      'SIMULATED_TOKEN_REFUSED',
    );
  });

  it('the token shows who leaves, who joins with its id, and how many sign', () => {
    const workspace = ready();
    expect(reshareScreens(workspace.now, workspace.vault(), replace())).toEqual([
      { title: 'Change shares', lines: ['Main vault'] },
      { title: 'Leaves', lines: ['HSM', hsm.pid.slice(0, 16)] },
      { title: 'Joins', lines: ['Spare HSM', spare.pid.slice(0, 16)] },
      { title: 'Who signs', lines: ['was 2 of 3', 'will be 2 of 3'] },
      { title: 'Sign?', lines: ['Approve'] },
    ]);
  });
});

describe('vault.epoch-acknowledged', () => {
  it('the last one brings the epoch into force: holders, points, signers; the key stays', () => {
    const workspace = running();
    for (const holder of newHolders) {
      expect(workspace.vault()).toMatchObject({ epoch: 0, status: 'active' });
      workspace.add(holder, ack(workspace, holder));
    }
    const vault = workspace.vault();
    expect(vault).toMatchObject({ epoch: 1, minSigners: 2, groupKey: vaultKey.publicKey, status: 'active' });
    expect(vault.holders).toEqual(newHolders.toSorted(byPid).map(({ pid }) => pid));
    expect(vault.sharing.epochs.map(({ epoch, certificate }) => [epoch, certificate.size])).toEqual([
      [0, 0],
      [1, 3],
    ]);
    expect(vault.sharing.epochs[1]?.ids.get(spare.pid)).toBe(4);
    expect(last(workspace).status).toBe('active');
  });

  it.each<[string, string, (w: TestWorkspace) => ReturnType<TestWorkspace['offer']>]>([
    ['NOT_ENTITLED', 'a dealer that gets no share', (w) => w.offer(hsm, ack(w, hsm))],
    ['NOT_ENTITLED', 'a member', (w) => w.offer(cfo, ack(w, spare))],
    ['EPOCH_ANSWERED', 'twice', (w) => w.offer(endpoint, ack(w, endpoint))],
    ['EPOCH_ANSWERED', 'a refusal after it', (w) => w.offer(endpoint, nack(w, endpoint))],
    ['VAULT_EPOCH_DIFFERS', 'another epoch', (w) => w.offer(spare, ack(w, spare, { epoch: 2 }))],
    ['RESHARE_UNKNOWN', 'another run', (w) => w.offer(spare, ack(w, spare, { runId: hex('x') }))],
    ['GROUP_KEY_DIFFERS', 'another key', (w) => w.offer(spare, ack(w, spare, { groupKey: seedOf('x') }))],
    [
      'EPOCH_ANSWER_INVALID',
      'auxiliary data of another scheme',
      (w) => w.offer(spare, ack(w, spare, { auxHash: hex('x') })),
    ],
    [
      'EPOCH_ANSWER_INVALID',
      "another holder's signature",
      (w) => w.offer(spare, ack(w, spare, { acknowledgement: ack(w, hsm).acknowledgement })),
    ],
    [
      'EPOCH_ANSWER_INVALID',
      'a signature over another T',
      (w) => w.offer(spare, { ...ack(w, spare), transcriptHash: hex('x') }),
    ],
    ['admitted', 'the right one', (w) => w.offer(spare, ack(w, spare))],
  ])('%s: %s', (code, _, offer) => {
    const workspace = running();
    workspace.add(endpoint, ack(workspace, endpoint));
    expect(answerOf(offer(workspace))).toBe(code);
  });

  it.each<[string, Partial<EntryOf<'vault.epoch-acknowledged'>>]>([
    ['session', { sid: hex('x') }],
    ['transcript', { transcriptHash: hex('x') }],
    ['public shares', { publicHash: hex('x') }],
  ])('one over another %s: the epoch cannot come to be, the old one stays', (_, changes) => {
    const workspace = running();
    workspace.add(endpoint, ack(workspace, endpoint));
    workspace.add(spare, ack(workspace, spare, changes));
    expect(last(workspace)).toMatchObject({ status: 'impossible', failure: { code: 'ACKNOWLEDGEMENT_DIFFERS' } });
    expect(answerOf(workspace.offer(compliance, ack(workspace, compliance)))).toBe('RESHARE_OVER');
    expect(workspace.vault().epoch).toBe(0);
  });
});

describe('a resharing that was given up', () => {
  it('still comes into force with the last acknowledgement (reshare.md 6.7)', () => {
    const workspace = running();
    workspace.add(endpoint, ack(workspace, endpoint));
    workspace.add(compliance, ack(workspace, compliance));
    workspace.add(treasurer, giveUp(workspace));
    expect(last(workspace).status).toBe('failed');
    expect(answerOf(workspace.offer(treasurer, giveUp(workspace)))).toBe('RESHARE_OVER');
    workspace.add(spare, ack(workspace, spare));
    expect(workspace.vault().epoch).toBe(1);
  });

  it('leaves its number to nobody: the next one deals the number after it, and the higher one wins', () => {
    const workspace = running();
    const first = last(workspace);
    workspace.add(treasurer, giveUp(workspace));
    expect(answerOf(workspace.offer(treasurer, refresh()))).toBe('RESHARE_INVALID');
    workspace.add(treasurer, refresh({ nextEpoch: 2 }));
    for (const holder of HOLDERS) workspace.add(holder, ack(workspace, holder));
    expect(workspace.vault().epoch).toBe(2);
    expect(answerOf(workspace.offer(endpoint, ack(workspace, endpoint, {}, first)))).toBe('RESHARE_OVER');
  });

  it('that comes into force late does not undo an approved one under way from the same epoch', () => {
    const workspace = running();
    const first = last(workspace);
    workspace.add(treasurer, giveUp(workspace));
    const stay = [endpoint, compliance].map((one) => ({ pid: one.pid, id: idOf(one) }));
    workspace.add(treasurer, replace({ nextEpoch: 2, holders: [...stay, { pid: spare.pid, id: 5 }] }));
    for (const member of [treasurer, cfo]) workspace.add(member, approval(workspace, member));
    for (const holder of newHolders) workspace.add(holder, ack(workspace, holder, {}, first));
    expect(workspace.vault().epoch).toBe(1);
    for (const holder of newHolders) workspace.add(holder, ack(workspace, holder));
    expect(workspace.vault().epoch).toBe(2);
  });

  it('that comes into force late ends a refresh of the committee that it replaced: one member brings nobody back', () => {
    const workspace = running();
    const first = last(workspace);
    workspace.add(treasurer, giveUp(workspace));
    workspace.add(treasurer, refresh({ nextEpoch: 2 }));
    for (const holder of newHolders) workspace.add(holder, ack(workspace, holder, {}, first));
    expect(last(workspace).status).toBe('impossible');
    expect(answerOf(workspace.offer(hsm, ack(workspace, hsm)))).toBe('RESHARE_OVER');
    expect(workspace.vault()).toMatchObject({ epoch: 1, holders: newHolders.map(({ pid }) => pid).toSorted() });
  });

  it('and was a refresh leaves the next refresh of the same holders as it is', () => {
    const workspace = ready();
    workspace.add(treasurer, refresh());
    const first = last(workspace);
    workspace.add(treasurer, giveUp(workspace));
    workspace.add(treasurer, refresh({ nextEpoch: 2 }));
    for (const holder of HOLDERS) workspace.add(holder, ack(workspace, holder, {}, first));
    expect([workspace.vault().epoch, last(workspace).status]).toEqual([1, 'running']);
  });

  it('cannot come to be once a holder refused', () => {
    const workspace = running();
    workspace.add(endpoint, ack(workspace, endpoint));
    workspace.add(spare, nack(workspace, spare));
    expect(last(workspace)).toMatchObject({ status: 'impossible', failure: { code: 'EPOCH_REFUSED' } });
    expect(answerOf(workspace.offer(compliance, ack(workspace, compliance)))).toBe('RESHARE_OVER');
    expect(answerOf(ready().offer(treasurer, refresh()))).toBe('admitted');
  });

  it('before anything was dealt leaves its number free', () => {
    const workspace = ready();
    workspace.add(treasurer, replace());
    workspace.add(cfo, giveUp(workspace));
    expect(last(workspace).status).toBe('impossible');
    expect(answerOf(workspace.offer(treasurer, replace()))).toBe('admitted');
  });

  it('NOT_ENTITLED: by a co-signer that takes no part', () => {
    expect(answerOf(running().offer(hsm, giveUp(running())))).toBe('NOT_ENTITLED');
  });
});

describe('after the change', () => {
  function replaced(): TestWorkspace {
    const workspace = running();
    for (const holder of newHolders) workspace.add(holder, ack(workspace, holder));
    return workspace;
  }

  it('sessions name the new epoch and its holders only', () => {
    const workspace = replaced();
    const requestId = workspace.request();
    workspace.approve(cfo, requestId);
    const signers = [endpoint.pid, spare.pid];
    const offered = (changes: Partial<EntryOf<'session.proposed'>>): string =>
      answerOf(workspace.offer(treasurer, workspace.proposal(requestId, { signers, epoch: 1, ...changes })));
    expect(offered({})).toBe('admitted');
    expect(offered({ epoch: 0 })).toBe('SESSION_EPOCH_DIFFERS');
    expect(offered({ signers: [endpoint.pid, hsm.pid] })).toBe('SESSION_SIGNERS_INVALID');
  });

  it('a holder of the old epoch says once that its share is destroyed', () => {
    const workspace = replaced();
    const erased = (epoch = 0): EntryOf<'vault.epoch-erased'> => ({
      type: 'vault.epoch-erased',
      vaultId: 'main',
      epoch,
    });
    expect(answerOf(workspace.offer(spare, erased()))).toBe('NOT_ENTITLED');
    expect(answerOf(workspace.offer(cfo, erased()))).toBe('NOT_ENTITLED');
    expect(answerOf(workspace.offer(endpoint, erased(1)))).toBe('VAULT_EPOCH_DIFFERS');
    workspace.add(hsm, erased());
    expect([...(workspace.vault().sharing.epochs[0]?.erasedBy.keys() ?? [])]).toEqual([hsm.pid]);
    expect(answerOf(workspace.offer(hsm, erased()))).toBe('EPOCH_ANSWERED');
  });

  it('a device that returns gets a point it never had', () => {
    const workspace = replaced();
    const back = (id: number): Proposal => ({
      ...refresh({ epoch: 1, nextEpoch: 2, dealers: [endpoint.pid, spare.pid], reason: 'reshare' }),
      holders: [
        { pid: endpoint.pid, id: idOf(endpoint) },
        { pid: spare.pid, id: 4 },
        { pid: hsm.pid, id },
      ],
    });
    expect(answerOf(workspace.offer(treasurer, back(idOf(hsm))))).toBe('RESHARE_INVALID');
    expect(answerOf(workspace.offer(treasurer, back(5)))).toBe('admitted');
  });
});
