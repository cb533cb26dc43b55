import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { evmAddressOfKey } from '../../../../src/treasury/chains/evm-address.ts';
import { reservedOn } from '../../../../src/treasury/workspace/reserved.ts';
import type { EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import type { TransferIntent } from '../../../../src/treasury/intent/intent.ts';
import {
  CHAIN_CODE,
  ETH,
  ETHER_ADDRESS,
  ETHER_KEY,
  EVM_PATH,
  EvmWorkspace,
  shipyard,
  signEther,
} from '../evm-workspace.ts';
import { seedOf, STRANGER, testMember } from '../test-people.ts';
import {
  answerOf,
  aurelia,
  BLOCKHASH,
  cfo,
  endpoint,
  found,
  genesisBody,
  HOLDERS,
  hsm,
  NETWORK,
  treasurer,
  vaultKey,
} from '../test-workspace.ts';

const ether = EvmWorkspace.open();
const production = {
  kind: 'production' as const,
  members: [
    testMember('treasurer', 'Treasurer', 'ledger').record,
    testMember('cfo', 'CFO', 'ledger').record,
    testMember('controller', 'Controller', 'ledger').record,
  ],
};

describe('an ECDSA vault', () => {
  it('keeps its scheme, profile, key and chain code', () => {
    expect(ether.vault('ether')).toMatchObject({
      scheme: 'ecdsa-secp256k1',
      profile: 'P128',
      status: 'active',
      groupKey: ETHER_KEY,
      chainCode: CHAIN_CODE,
    });
    expect(ether.vault('main')).toMatchObject({ scheme: 'ed25519', profile: null });
  });

  it.each<[string, Partial<EntryOf<'workspace.created'>>, Partial<EntryOf<'vault.proposed'>>, string]>([
    ['P112 in a demo', {}, { profile: 'P112' }, 'admitted'],
    ['P128 in production', production, {}, 'admitted'],
    ['P112 in production', production, { profile: 'P112' }, 'VAULT_PROFILE_INVALID'],
    [
      'P112 in production that was created with it',
      { ...production, ecdsaProfiles: ['P128', 'P112'] },
      { profile: 'P112' },
      'admitted',
    ],
    [
      'P112 in a demo that was created without',
      { ecdsaProfiles: ['P128'] },
      { profile: 'P112' },
      'VAULT_PROFILE_INVALID',
    ],
    ['a profile for Ed25519', {}, { scheme: 'ed25519' }, 'VAULT_PROFILE_INVALID'],
  ])('%s', (_name, workspace, vault, expected) => {
    const fresh = new EvmWorkspace();
    fresh.add(treasurer, genesisBody(workspace));
    expect(answerOf(fresh.offer(treasurer, fresh.etherVault(vault)))).toBe(expected);
  });

  it('names a profile', () => {
    const { profile: _profile, ...without } = ether.etherVault({ vaultId: 'other' });
    expect(answerOf(ether.offer(treasurer, without))).toBe('VAULT_PROFILE_INVALID');
  });

  it.each<[string, Partial<EntryOf<'vault.confirmed'>>]>([
    ['an Ed25519 key', { groupKey: vaultKey.publicKey }],
    ['no point of the curve', { groupKey: Uint8Array.of(2, ...new Uint8Array(31), 5) }],
  ])('is not confirmed with %s', (_name, changes) => {
    const fresh = new EvmWorkspace();
    fresh.add(treasurer, genesisBody());
    fresh.add(treasurer, fresh.etherVault());
    const [holder] = HOLDERS;
    expect(answerOf(fresh.offer(holder, fresh.etherConfirmation(holder)))).toBe('admitted');
    expect(answerOf(fresh.offer(holder, fresh.etherConfirmation(holder, changes)))).toBe('VAULT_CONFIRMATION_INVALID');
  });

  it('a Solana vault is not confirmed with its key', () => {
    const fresh = new EvmWorkspace();
    fresh.add(treasurer, genesisBody());
    fresh.proposeVault();
    const body = fresh.confirmation(endpoint, { groupKey: ETHER_KEY });
    expect(answerOf(fresh.offer(endpoint, body))).toBe('VAULT_CONFIRMATION_INVALID');
  });
});

describe('an EVM account', () => {
  const open = (changes: Partial<EntryOf<'account.opened'>>) =>
    answerOf(ether.offer(treasurer, ether.etherAccount({ accountId: 'second', ...changes })));

  it('keeps its path', () => {
    expect(ether.now.accounts.get('ether-operating')).toMatchObject({
      chain: 'evm',
      path: [...EVM_PATH],
      address: ETHER_ADDRESS,
    });
  });

  it.each<[string, Partial<EntryOf<'account.opened'>>, string]>([
    ['on another network', { network: 'eip155:1' }, 'admitted'],
    ['twice on one network', {}, 'ACCOUNT_EXISTS'],
    ['with the address of another path', { network: 'eip155:1', path: [60, 1] }, 'ACCOUNT_ADDRESS_DIFFERS'],
    [
      'with the address of the vault key',
      { network: 'eip155:1', address: found(evmAddressOfKey(ETHER_KEY) ?? undefined) },
      'ACCOUNT_ADDRESS_DIFFERS',
    ],
    ['without a checksum', { network: 'eip155:1', address: ETHER_ADDRESS.toLowerCase() }, 'ACCOUNT_ADDRESS_DIFFERS'],
    ['of a Solana vault', { vaultId: 'main' }, 'ACCOUNT_CHAIN_INVALID'],
    ['of Solana in this vault', { chain: 'solana', network: NETWORK }, 'ACCOUNT_CHAIN_INVALID'],
    ['on a network without a chain id', { network: 'ethereum' }, 'ACCOUNT_CHAIN_INVALID'],
  ])('%s', (_name, changes, expected) => {
    expect(open(changes)).toBe(expected);
  });

  it('says its path, and a Solana account has none to say', () => {
    const { path: _path, ...without } = ether.etherAccount({ accountId: 'second', network: 'eip155:1' });
    expect(answerOf(ether.offer(treasurer, without))).toBe('ACCOUNT_CHAIN_INVALID');
    const solana = ether.accountBody({ accountId: 'third', network: 'another' });
    expect(answerOf(ether.offer(treasurer, solana))).toBe('admitted');
    expect(answerOf(ether.offer(treasurer, { ...solana, path: [] }))).toBe('ACCOUNT_CHAIN_INVALID');
    expect(answerOf(ether.offer(treasurer, { ...solana, path: [0] }))).toBe('ACCOUNT_CHAIN_INVALID');
  });
});

describe('a request for ether', () => {
  const ask = (changes: Partial<TransferIntent>) => {
    const admission = ether.offer(treasurer, { type: 'request.created', intent: ether.etherIntent(changes) });
    return admission.type === 'skipped' ? admission.message : [...admission.state.requests.values()].at(-1)?.status;
  };

  it.each<[string, Partial<TransferIntent>, string]>([
    ['within the limit', {}, 'pending'],
    ['at the limit', { amount: 5n * ETH }, 'pending'],
    ['one wei above', { amount: 5n * ETH + 1n }, 'blocked'],
    [
      'to a stranger',
      { to: found(evmAddressOfKey(secp256k1.getPublicKey(seedOf('s'), true)) ?? undefined), payeeId: '' },
      'blocked',
    ],
    ['to a Solana address', { to: STRANGER, payeeId: '' }, 'The recipient is not an address of EVM.'],
    ['to a Solana payee', { to: aurelia.address, payeeId: 'aurelia' }, 'The recipient is not an address of EVM.'],
    [
      'to an address without checksum',
      { to: shipyard.address.toLowerCase() },
      'The recipient is not an address of EVM.',
    ],
    ['to itself', { to: ETHER_ADDRESS, payeeId: '' }, 'Sender and recipient are the same address.'],
    ['on another network', { network: 'eip155:1' }, 'Ether operating is on another network.'],
    ['of more than all ether', { amount: 2n ** 96n }, 'The amount is larger than the chain can carry.'],
    ['with a fee of more than all ether', { feeCeiling: 2n ** 96n }, 'The amount is larger than the chain can carry.'],
    [
      'from the Solana account',
      { accountId: 'operating', vaultId: 'main' },
      'The sender is not the address of Operating.',
    ],
  ])('%s', (_name, changes, expected) => {
    expect(ask(changes)).toBe(expected);
  });

  it.each<[string, Partial<TransferIntent>]>([
    ['SOL on an EVM chain', { asset: 'SOL' }],
    ['ether on Solana', { chain: 'solana' }],
    ['a network without a chain id', { network: NETWORK }],
  ])('is no entry with %s', (_name, changes) => {
    expect(() => ether.entry(treasurer, { type: 'request.created', intent: ether.etherIntent(changes) })).toThrow(
      /asset and the network/,
    );
  });

  it('reserves amount and fee ceiling in wei on its own account only', () => {
    const workspace = EvmWorkspace.open();
    workspace.add(treasurer, { type: 'request.created', intent: workspace.etherIntent() });
    const now = workspace.etherIntent().expiresAt - 3_600_000n;
    expect(reservedOn(workspace.now, 'ether-operating', now)).toBe((3n * ETH) / 2n + ETH / 1000n);
    expect(reservedOn(workspace.now, 'operating', now)).toBe(0n);
  });
});

describe('a session for ether', () => {
  /** A request with its approval, on a workspace of its own. */
  function approved(): { workspace: EvmWorkspace; requestId: string } {
    const workspace = EvmWorkspace.open();
    const intent = workspace.etherIntent();
    workspace.add(treasurer, { type: 'request.created', intent });
    workspace.approve(cfo, intent.requestId);
    return { workspace, requestId: intent.requestId };
  }

  it('goes from proposal to settlement', () => {
    const { workspace, requestId } = approved();
    const proposal = workspace.etherProposal(requestId);
    workspace.add(treasurer, proposal);
    workspace.agree(proposal.sessionId);
    workspace.add(hsm, workspace.etherSigned(proposal.sessionId));
    const broadcast = workspace.etherBroadcast(requestId, proposal.sessionId);
    expect(broadcast.transactionId).toMatch(/^0x[0-9a-f]{64}$/);
    const wrong = { ...broadcast, transactionId: `0x${'0'.repeat(64)}` };
    expect(answerOf(workspace.offer(treasurer, wrong))).toBe('TRANSACTION_ID_DIFFERS');
    workspace.add(treasurer, broadcast);
    workspace.add(treasurer, {
      type: 'request.settled',
      requestId,
      sessionId: proposal.sessionId,
      outcome: 'confirmed',
      slot: 12n,
    });
    expect(workspace.requestState(requestId)).toMatchObject({
      status: 'confirmed',
      transactionId: broadcast.transactionId,
    });
  });

  it('bounds the life of its bytes by a nonce, and a Solana session does not', () => {
    const { workspace, requestId } = approved();
    const blockhash = { blockhash: BLOCKHASH, lastValidBlockHeight: 300n };
    const nonce = { nonce: 7n, feeCap: 1n };
    const ofEther = workspace.etherProposal(requestId, 7n, { lifetime: blockhash });
    expect(answerOf(workspace.offer(treasurer, ofEther))).toBe('SESSION_LIFETIME_INVALID');
    const solanaId = workspace.request();
    workspace.approve(cfo, solanaId);
    const ofSolana = workspace.proposal(solanaId, { lifetime: nonce });
    expect(answerOf(workspace.offer(treasurer, ofSolana))).toBe('SESSION_LIFETIME_INVALID');
  });

  it('takes only a signature of the account, over the proposed bytes', () => {
    const { workspace, requestId } = approved();
    const proposal = workspace.etherProposal(requestId);
    workspace.add(treasurer, proposal);
    workspace.agree(proposal.sessionId);
    const { intent } = workspace.requestState(requestId);
    const answer = (signature: Uint8Array) =>
      answerOf(workspace.offer(hsm, { type: 'session.signed', sessionId: proposal.sessionId, signature }));
    const sound = signEther(workspace.etherBytes(intent, 7n));
    expect(answer(sound)).toBe('admitted');
    for (const bad of [
      signEther(workspace.etherBytes(intent, 8n)),
      signEther(workspace.etherBytes(intent, 7n), seedOf('ether vault')),
      sound.with(64, 1 - (sound[64] ?? 0)),
      sound.subarray(0, 64),
      vaultKey.sign(workspace.etherBytes(intent, 7n)),
    ])
      expect(answer(bad)).toBe('SESSION_SIGNATURE_INVALID');
  });
});
