import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { taggedHash } from '../../../../src/base/tagged-hash.ts';
import { tlv } from '../../../../src/base/tlv.ts';
import { confirmationDigest } from '../../../../src/treasury/workspace/admit-vault.ts';
import type { EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import { seedOf, STRANGER, testCoSigner } from '../test-people.ts';
import {
  answerOf,
  cfo,
  compliance,
  endpoint,
  found,
  genesisBody,
  HOLDERS,
  hsm,
  TestWorkspace,
  treasurer,
  vaultKey,
} from '../test-workspace.ts';

const guardian = testCoSigner('guardian', 'Guardian');

/** A workspace with a fourth co-signer that is no holder, and a ceremony under way. */
function inCeremony(): TestWorkspace {
  const workspace = new TestWorkspace();
  workspace.add(treasurer, genesisBody({ coSigners: [...HOLDERS, guardian].map((coSigner) => coSigner.record) }));
  workspace.proposeVault();
  return workspace;
}

const proposal = (changes: Partial<EntryOf<'vault.proposed'>> = {}): EntryOf<'vault.proposed'> => ({
  type: 'vault.proposed',
  vaultId: 'second',
  name: 'Second vault',
  scheme: 'ed25519',
  minSigners: 2,
  holders: HOLDERS.map((holder) => holder.pid),
  ...changes,
});
const failure = (
  workspace: TestWorkspace,
  changes: Partial<EntryOf<'vault.failed'>> = {},
): EntryOf<'vault.failed'> => ({
  type: 'vault.failed',
  vaultId: 'main',
  runId: workspace.vault().runId,
  code: 'UNRESPONSIVE',
  text: 'HSM did not answer.',
  blame: [],
  ...changes,
});
const other = bytesToHex(seedOf('other'));

describe('vault.proposed', () => {
  it('orders the holders by pid; the entry hash names the run', () => {
    const vault = inCeremony().vault();
    expect(vault).toMatchObject({ status: 'ceremony', minSigners: 2, epoch: 0, index: 1, groupKey: null });
    expect(vault.holders).toEqual(HOLDERS.map((holder) => holder.pid).sort());
    expect(vault.runId).toBe(inCeremony().now.head);
  });

  it.each([
    ['NOT_ENTITLED', 'by a co-signer', endpoint, {}],
    ['VAULT_EXISTS', 'a vault that is there', treasurer, { vaultId: 'main' }],
    ['VAULT_HOLDERS_INVALID', 'a holder nobody knows', treasurer, { holders: [endpoint.pid, other] }],
    ['VAULT_HOLDERS_INVALID', 'a member as holder', treasurer, { holders: [endpoint.pid, cfo.pid] }],
    ['VAULT_HOLDERS_INVALID', 'one holder twice', treasurer, { holders: [endpoint.pid, endpoint.pid] }],
    ['VAULT_HOLDERS_INVALID', 'more signers than holders', treasurer, { minSigners: 4 }],
    ['admitted', 'a second vault', cfo, {}],
  ])('%s: %s', (code, _, author, changes) => {
    expect(answerOf(inCeremony().offer(author, proposal(changes)))).toBe(code);
  });

  it('may be repeated under the same name after a failure, and the old run has no say in the new one', () => {
    const workspace = inCeremony();
    const stale = failure(workspace);
    const late = workspace.confirmation(endpoint);
    workspace.add(endpoint, stale);
    expect(workspace.vault().status).toBe('failed');
    workspace.proposeVault();
    expect(workspace.vault()).toMatchObject({ status: 'ceremony', failure: null });
    expect(answerOf(workspace.offer(hsm, stale))).toBe('VAULT_RUN_DIFFERS');
    expect(answerOf(workspace.offer(endpoint, late))).toBe('VAULT_RUN_DIFFERS');
  });
});

describe('vault.confirmed', () => {
  it('signs H("confirm", bytes sid, bytes transcriptHash)', () => {
    const [sid, transcript] = [seedOf('a'), seedOf('b')];
    expect(confirmationDigest(bytesToHex(sid), bytesToHex(transcript))).toEqual(
      taggedHash('confirm', tlv.bytes(sid), tlv.bytes(transcript)),
    );
  });

  it('makes the vault active with the last holder, not before', () => {
    const workspace = inCeremony();
    for (const holder of HOLDERS) {
      expect(workspace.vault()).toMatchObject({ status: 'ceremony', groupKey: null });
      workspace.add(holder, workspace.confirmation(holder));
    }
    expect(workspace.vault()).toMatchObject({
      status: 'active',
      groupKey: vaultKey.publicKey,
      transcriptHash: bytesToHex(seedOf('transcript')),
    });
    expect([...workspace.vault().confirmations.keys()]).toEqual(HOLDERS.map((holder) => holder.pid));
  });

  it.each([
    [
      'VAULT_UNKNOWN',
      'a vault nobody proposed',
      (w: TestWorkspace) => w.offer(endpoint, w.confirmation(endpoint, { vaultId: 'second' })),
    ],
    ['NOT_ENTITLED', 'by a member', (w: TestWorkspace) => w.offer(treasurer, w.confirmation(endpoint))],
    [
      'NOT_ENTITLED',
      'by a co-signer that is no holder',
      (w: TestWorkspace) => w.offer(guardian, w.confirmation(guardian)),
    ],
    [
      'VAULT_RUN_DIFFERS',
      'another run',
      (w: TestWorkspace) => w.offer(endpoint, w.confirmation(endpoint, { runId: other })),
    ],
    [
      'VAULT_EPOCH_DIFFERS',
      'another epoch',
      (w: TestWorkspace) => w.offer(endpoint, w.confirmation(endpoint, { epoch: 1 })),
    ],
    [
      'VAULT_CONFIRMATION_INVALID',
      'the signature of another holder',
      (w: TestWorkspace) =>
        w.offer(endpoint, w.confirmation(endpoint, { confirmation: w.confirmation(hsm).confirmation })),
    ],
    [
      'VAULT_CONFIRMATION_INVALID',
      'a signature over another transcript',
      (w: TestWorkspace) => w.offer(endpoint, { ...w.confirmation(endpoint), transcriptHash: other }),
    ],
    [
      'VAULT_ALREADY_CONFIRMED',
      'a second confirmation',
      (w: TestWorkspace) => {
        w.add(endpoint, w.confirmation(endpoint));
        return w.offer(endpoint, w.confirmation(endpoint));
      },
    ],
    [
      'VAULT_NOT_IN_CEREMONY',
      'a confirmation of an active vault',
      (w: TestWorkspace) => {
        for (const holder of HOLDERS) w.add(holder, w.confirmation(holder));
        return w.offer(endpoint, w.confirmation(endpoint));
      },
    ],
  ])('%s: %s', (code, _, run) => {
    expect(answerOf(run(inCeremony()))).toBe(code);
  });

  it.each<[string, Partial<EntryOf<'vault.confirmed'>>]>([
    ['group key', { groupKey: seedOf('other') }],
    ['chain code', { chainCode: seedOf('other') }],
    ['transcript', { transcriptHash: other }],
    ['session id', { sid: other }],
  ])('fails the vault on a differing %s', (_, changes) => {
    const workspace = inCeremony();
    workspace.add(endpoint, workspace.confirmation(endpoint));
    workspace.add(hsm, workspace.confirmation(hsm, changes));
    expect(workspace.vault()).toMatchObject({
      status: 'failed',
      groupKey: null,
      failure: { code: 'CONFIRMATION_DIFFERS' },
    });
    expect(answerOf(workspace.offer(compliance, workspace.confirmation(compliance)))).toBe('VAULT_NOT_IN_CEREMONY');
  });
});

describe('vault.failed', () => {
  it.each([
    ['admitted', 'by a holder', hsm, {}],
    ['admitted', 'by a member', treasurer, {}],
    ['NOT_ENTITLED', 'by a co-signer that is no holder', guardian, {}],
    ['VAULT_UNKNOWN', 'a vault nobody proposed', hsm, { vaultId: 'second' }],
    ['VAULT_RUN_DIFFERS', 'another run', hsm, { runId: other }],
  ])('%s: %s', (code, _, author, changes) => {
    const workspace = inCeremony();
    expect(answerOf(workspace.offer(author, failure(workspace, changes)))).toBe(code);
  });

  it('VAULT_NOT_IN_CEREMONY: cannot undo an active vault', () => {
    const workspace = TestWorkspace.ready();
    expect(answerOf(workspace.offer(treasurer, failure(workspace)))).toBe('VAULT_NOT_IN_CEREMONY');
  });
});

it('TOO_MANY: more vaults than a screen lists; one that failed may still be tried again', () => {
  const workspace = TestWorkspace.ready();
  const another = (vaultId: string) => ({
    type: 'vault.proposed' as const,
    vaultId,
    name: 'Another vault',
    scheme: 'ed25519' as const,
    minSigners: 2,
    holders: [...workspace.vault().holders],
  });
  for (let n = 1; n < 64; n += 1) workspace.add(treasurer, another(`v${n}`));
  expect(answerOf(workspace.offer(treasurer, another('v64')))).toBe('TOO_MANY');
  const { runId } = workspace.vault('v1');
  workspace.add(treasurer, { type: 'vault.failed', vaultId: 'v1', runId, code: 'CANCELLED', text: 'No.', blame: [] });
  expect(answerOf(workspace.offer(treasurer, another('v1')))).toBe('admitted');
});

describe('account.opened', () => {
  const ready = TestWorkspace.ready();

  it('gives the address of the key to the account', () => {
    expect(found(ready.now.accounts.get('operating'))).toMatchObject({ vaultId: 'main', index: 5 });
  });

  it.each([
    ['NOT_ENTITLED', 'by a co-signer', endpoint, { accountId: 'reserve' }],
    ['VAULT_UNKNOWN', 'of a vault nobody proposed', treasurer, { vaultId: 'second' }],
    ['ACCOUNT_EXISTS', 'under a name that is taken', treasurer, {}],
    ['ACCOUNT_EXISTS', 'with an address that another account has on this network', treasurer, { accountId: 'reserve' }],
    [
      'ACCOUNT_ADDRESS_DIFFERS',
      'with an address of another key',
      treasurer,
      { accountId: 'reserve', address: STRANGER },
    ],
    ['admitted', 'with the same key on another network', treasurer, { accountId: 'reserve', network: STRANGER }],
  ])('%s: %s', (code, _, author, changes) => {
    expect(answerOf(ready.offer(author, ready.accountBody(changes)))).toBe(code);
  });

  it('TOO_MANY: more accounts than a screen lists', () => {
    const workspace = TestWorkspace.ready();
    const another = (n: number) => workspace.accountBody({ accountId: `a${n}`, network: `network ${n}` });
    for (let n = 1; n < 64; n += 1) workspace.add(treasurer, another(n));
    expect(answerOf(workspace.offer(treasurer, another(64)))).toBe('TOO_MANY');
  });

  it('VAULT_NOT_ACTIVE: before every holder confirmed', () => {
    const workspace = inCeremony();
    workspace.add(endpoint, workspace.confirmation(endpoint));
    expect(answerOf(workspace.offer(treasurer, workspace.accountBody()))).toBe('VAULT_NOT_ACTIVE');
  });
});
