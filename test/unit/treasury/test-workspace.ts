/** A workspace under test: builds, signs and admits entries, and keeps the log. */
import { bytesFromHex, bytesToHex } from '../../../src/base/bytes.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../../src/base/signatures.ts';
import { taggedHash } from '../../../src/base/tagged-hash.ts';
import { tlv } from '../../../src/base/tlv.ts';
import { approvalDigest } from '../../../src/treasury/intent/approval-digest.ts';
import { solanaText } from '../../../src/treasury/intent/chain-address.ts';
import { intentHash } from '../../../src/treasury/intent/intent-hash.ts';
import type { TransferIntent } from '../../../src/treasury/intent/intent.ts';
import { sealEntry, signEntry } from '../../../src/treasury/log/entry-codec.ts';
import type { Policy, PolicyRule } from '../../../src/treasury/policy/policy.ts';
import { admitSealed, NO_HASH, type Admission } from '../../../src/treasury/workspace/admit.ts';
import { confirmationDigest } from '../../../src/treasury/workspace/admit-vault.ts';
import type { EntryBody, EntryOf, LogEntry } from '../../../src/treasury/workspace/entry.ts';
import type { RequestState, SessionState, VaultState, WorkspaceState } from '../../../src/treasury/workspace/state.ts';
import {
  HOUR,
  keyOf,
  seedOf,
  SOL,
  testCoSigner,
  testMember,
  testPayee,
  verify,
  type TestCoSigner,
  type TestMember,
} from './test-people.ts';

export const NETWORK = solanaText(seedOf('network'));
export const BLOCKHASH = solanaText(seedOf('blockhash'));
export const START = 1_795_000_000_000n;

export const treasurer = testMember('treasurer', 'Treasurer');
export const cfo = testMember('cfo', 'CFO');
export const controller = testMember('controller', 'Controller');
export const endpoint = testCoSigner('endpoint', 'Endpoint');
export const hsm = testCoSigner('hsm', 'HSM');
export const compliance = testCoSigner('compliance', 'Compliance');
export const HOLDERS = [endpoint, hsm, compliance] as const;
export const vaultKey = keyOf('vault main');
export const VAULT_ADDRESS = solanaText(vaultKey.publicKey);
export const aurelia = testPayee('aurelia', 'Aurelia Shipyards GmbH');

/** T-1: to 10 SOL, one of Treasury. T-2: to 50 SOL, one of Finance and one of Treasury. */
export const POLICY: Policy = {
  version: 1,
  groups: [
    { groupId: 'treasury', name: 'Treasury', members: ['treasurer', 'cfo', 'controller'] },
    { groupId: 'finance', name: 'Finance', members: ['cfo', 'controller'] },
  ],
  rules: [
    rule('T-1', 0n, 10n, [{ groupId: 'treasury', quorum: 1 }]),
    rule('T-2', 10n, 50n, [
      { groupId: 'finance', quorum: 1 },
      { groupId: 'treasury', quorum: 1 },
    ]),
  ],
};

function rule(ruleId: string, above: bigint, upTo: bigint, needs: PolicyRule['needs']): PolicyRule {
  return {
    ruleId,
    accounts: [],
    asset: 'SOL',
    destinations: ['own', 'book'],
    above: above * SOL,
    upTo: upTo * SOL,
    needs,
    deadline: 24n * HOUR,
  };
}

export interface Author {
  readonly pid: string;
  readonly signer: Ed25519Signer;
}

export function asAuthor(who: TestMember | TestCoSigner): Author {
  return { pid: who.pid, signer: 'key' in who ? who.key : who.device };
}

export function genesisBody(changes: Partial<EntryOf<'workspace.created'>> = {}): EntryOf<'workspace.created'> {
  return {
    type: 'workspace.created',
    name: 'Nordhaven Logistics SE',
    kind: 'demo',
    network: 'test',
    members: [treasurer.record, cfo.record, controller.record],
    coSigners: HOLDERS.map((holder) => holder.record),
    payees: [aurelia],
    policy: POLICY,
    salt: seedOf('salt'),
    ...changes,
  };
}

type Changes = Partial<Omit<LogEntry, 'signature' | 'body'>>;

/** The log so far. Time advances by one second an entry unless told otherwise. */
export class TestWorkspace {
  state: WorkspaceState | null = null;
  readonly log: LogEntry[] = [];
  readonly #verify: VerifyEd25519;
  #sessions = 0;

  constructor(verifier: VerifyEd25519 = verify) {
    this.#verify = verifier;
  }

  get now(): WorkspaceState {
    if (this.state === null) throw new Error('The workspace is not created yet.');
    return this.state;
  }

  /** A signed entry at the head, with parts of its frame replaced before signing. */
  entry(author: TestMember | TestCoSigner, body: EntryBody, changes: Changes = {}): LogEntry {
    const { pid, signer } = asAuthor(author);
    const size = this.state?.size ?? 0;
    const frame = {
      version: 1 as const,
      workspaceId: this.state?.workspaceId ?? NO_HASH,
      index: size,
      prev: this.state?.head ?? NO_HASH,
      time: START + BigInt(size) * 1000n,
      author: pid,
    };
    return signEntry({ ...frame, ...changes, body }, signer);
  }

  /** Offers a candidate without keeping it. */
  offer(author: TestMember | TestCoSigner, body: EntryBody, changes: Changes = {}): Admission {
    return admitSealed(this.state, sealEntry(this.entry(author, body, changes)), this.#verify);
  }

  /** Admits a candidate or throws. */
  add(author: TestMember | TestCoSigner, body: EntryBody, changes: Changes = {}): WorkspaceState {
    const entry = this.entry(author, body, changes);
    const admission = admitSealed(this.state, sealEntry(entry), this.#verify);
    if (admission.type === 'skipped') throw new Error(`${body.type}: ${admission.code}: ${admission.message}`);
    this.state = admission.state;
    this.log.push(entry);
    return admission.state;
  }

  /** Workspace, active vault `main` and account `operating`. */
  static ready(changes: Partial<EntryOf<'workspace.created'>> = {}): TestWorkspace {
    const workspace = new TestWorkspace();
    workspace.begin(changes);
    return workspace;
  }

  /** The first six entries of every workspace here. */
  begin(changes: Partial<EntryOf<'workspace.created'>> = {}): void {
    this.add(treasurer, genesisBody(changes));
    this.proposeVault();
    for (const holder of HOLDERS) this.add(holder, this.confirmation(holder));
    this.openAccount();
  }

  proposeVault(): WorkspaceState {
    const holders = HOLDERS.map((holder) => holder.pid);
    return this.add(treasurer, {
      type: 'vault.proposed',
      vaultId: 'main',
      name: 'Main vault',
      scheme: 'ed25519',
      minSigners: 2,
      holders,
    });
  }

  confirmation(holder: TestCoSigner, changes: Partial<EntryOf<'vault.confirmed'>> = {}): EntryOf<'vault.confirmed'> {
    const sid = bytesToHex(seedOf('sid'));
    const transcriptHash = bytesToHex(seedOf('transcript'));
    const body: EntryOf<'vault.confirmed'> = {
      type: 'vault.confirmed',
      vaultId: 'main',
      epoch: 0,
      runId: changes.runId ?? this.vault().runId,
      groupKey: vaultKey.publicKey,
      chainCode: seedOf('chain code'),
      transcriptHash,
      sid,
      confirmation: new Uint8Array(64),
      ...changes,
    };
    const digest = confirmationDigest(body.sid, body.transcriptHash);
    return { ...body, confirmation: changes.confirmation ?? holder.key.sign(digest) };
  }

  openAccount(changes: Partial<EntryOf<'account.opened'>> = {}): WorkspaceState {
    return this.add(treasurer, this.accountBody(changes));
  }

  accountBody(changes: Partial<EntryOf<'account.opened'>> = {}): EntryOf<'account.opened'> {
    const body = {
      accountId: 'operating',
      name: 'Operating',
      vaultId: 'main',
      chain: 'solana',
      network: NETWORK,
      address: VAULT_ADDRESS,
    } as const;
    return { type: 'account.opened', ...body, ...changes };
  }

  vault(vaultId = 'main'): VaultState {
    return found(this.now.vaults.get(vaultId));
  }

  /** An intent that T-1 allows: 2.5 SOL to Aurelia within a day. */
  intent(changes: Partial<TransferIntent> = {}): TransferIntent {
    const time = START + BigInt(this.now.size) * 1000n;
    return {
      version: 1,
      kind: 'transfer',
      workspaceId: this.now.workspaceId,
      requestId: idOf(`request ${this.now.requests.size}`),
      vaultId: 'main',
      accountId: 'operating',
      chain: 'solana',
      network: NETWORK,
      asset: 'SOL',
      from: VAULT_ADDRESS,
      to: aurelia.address,
      payeeId: 'aurelia',
      amount: (5n * SOL) / 2n,
      feeCeiling: 10_000n,
      purpose: 'Hull 118, instalment 3 of 5.',
      expiresAt: time + 23n * HOUR,
      ...changes,
    };
  }

  /** Admits a request of the treasurer's and returns its id. */
  request(changes: Partial<TransferIntent> = {}, initiator: TestMember = treasurer): string {
    const intent = this.intent(changes);
    this.add(initiator, { type: 'request.created', intent });
    return intent.requestId;
  }

  requestState(requestId: string): RequestState {
    return found(this.now.requests.get(requestId));
  }

  approval(
    member: TestMember,
    requestId: string,
    changes: Partial<EntryOf<'request.approved'>> = {},
  ): EntryOf<'request.approved'> {
    const request = this.requestState(requestId);
    const { memberId, token } = member.record;
    const hashes = { intentHash: intentHash(request.intent), policyHash: request.policyHash };
    const digest = approvalDigest({
      workspaceId: this.now.workspaceId,
      requestId,
      ...hashes,
      memberId,
      tokenId: token.tokenId,
    });
    return {
      type: 'request.approved',
      requestId,
      ...hashes,
      tokenId: token.tokenId,
      tokenSignature: member.token.sign(digest),
      ...changes,
    };
  }

  approve(member: TestMember, requestId: string): WorkspaceState {
    return this.add(member, this.approval(member, requestId));
  }

  /** A proposal of the next session; endpoint and HSM sign. */
  proposal(requestId: string, changes: Partial<EntryOf<'session.proposed'>> = {}): EntryOf<'session.proposed'> {
    const request = this.requestState(requestId);
    this.#sessions += 1;
    return {
      type: 'session.proposed',
      sessionId: idOf(`session ${this.#sessions}`),
      requestId,
      attempt: Math.min(request.sessions.length + 1, 3),
      intentHash: request.intentHash,
      policyHash: request.policyHash,
      vaultId: 'main',
      epoch: 0,
      signers: [endpoint.pid, hsm.pid],
      unsignedTransaction: bytesToHex(taggedHash('test/kat', tlv.text('transaction'), tlv.text(requestId))),
      lifetime: { blockhash: BLOCKHASH, lastValidBlockHeight: 300n },
      ...changes,
    };
  }

  propose(requestId: string, changes: Partial<EntryOf<'session.proposed'>> = {}): string {
    const body = this.proposal(requestId, changes);
    this.add(treasurer, body);
    return body.sessionId;
  }

  session(sessionId: string): SessionState {
    const request = this.requestState(found(this.now.sessionRequests.get(sessionId)));
    return found(request.sessions.find((session) => session.proposal.sessionId === sessionId));
  }

  verdict(
    sessionId: string,
    answer: 'contribute' | 'refuse',
    changes: Partial<EntryOf<'verdict.given'>> = {},
  ): EntryOf<'verdict.given'> {
    const reasons =
      answer === 'refuse' ? [{ code: 'RECIPIENT_DIFFERS' as const, text: 'The bytes pay somebody else.' }] : [];
    return {
      type: 'verdict.given',
      sessionId,
      answer,
      reading: 'Transfer 2.5 SOL.',
      decoder: 'test 1',
      policyHash: this.now.policyHash,
      reasons,
      ...changes,
    };
  }

  agree(sessionId: string): void {
    for (const pid of this.session(sessionId).proposal.signers) {
      this.add(found(HOLDERS.find((holder) => holder.pid === pid)), this.verdict(sessionId, 'contribute'));
    }
  }

  signed(sessionId: string): EntryOf<'session.signed'> {
    const message = bytesFromHex(this.session(sessionId).proposal.unsignedTransaction);
    return { type: 'session.signed', sessionId, signature: vaultKey.sign(message) };
  }

  failed(sessionId: string): EntryOf<'session.failed'> {
    return { type: 'session.failed', sessionId, code: 'UNRESPONSIVE', text: 'A signer did not answer.', blame: [] };
  }

  /** From a request to a session that a signature can end. */
  agreedSession(requestId: string): string {
    if (this.requestState(requestId).status === 'pending') this.approve(cfo, requestId);
    const sessionId = this.propose(requestId);
    this.agree(sessionId);
    return sessionId;
  }

  broadcast(requestId: string, sessionId: string): EntryOf<'request.broadcast'> {
    const { outcome } = this.session(sessionId);
    const signature = outcome.type === 'signed' ? outcome.signature : new Uint8Array(64).fill(7);
    return { type: 'request.broadcast', requestId, sessionId, transactionId: solanaText(signature) };
  }

  /** One whole transfer: eight entries. */
  transfer(): string {
    const requestId = this.request();
    const sessionId = this.agreedSession(requestId);
    this.add(hsm, this.signed(sessionId));
    this.add(treasurer, this.broadcast(requestId, sessionId));
    this.add(treasurer, { type: 'request.settled', requestId, sessionId, outcome: 'confirmed', slot: 12n });
    return requestId;
  }
}

/** 16 bytes of hex that depend on the name only. */
export function idOf(name: string): string {
  return bytesToHex(seedOf(name)).slice(0, 32);
}

export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The test looked for something that is not there.');
  return value;
}

/** The code of a skip, or `admitted`. */
export function answerOf(admission: Admission): string {
  return admission.type === 'skipped' ? admission.code : admission.type;
}
