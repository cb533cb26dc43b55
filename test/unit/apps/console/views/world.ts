/** A small workspace that grows only through the real admission function: signed entries by real keys. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesFromHex, bytesToHex } from '../../../../../src/base/bytes.ts';
import { pidOf } from '../../../../../src/base/identity.ts';
import type {
  AdmittedEntry,
  CheckpointRecord,
  RunEvent,
  StockReport,
  ViewContext,
} from '../../../../../src/apps/console/views/context.ts';
import { requestIdOf } from '../../../../../src/apps/console/views/log-entry-view.ts';
import { approvalDigest } from '../../../../../src/treasury/intent/approval-digest.ts';
import { solanaText } from '../../../../../src/treasury/intent/chain-address.ts';
import type { TransferIntent } from '../../../../../src/treasury/intent/intent.ts';
import { sealEntry, signEntry } from '../../../../../src/treasury/log/entry-codec.ts';
import type { Policy } from '../../../../../src/treasury/policy/policy.ts';
import { admit, NO_HASH } from '../../../../../src/treasury/workspace/admit.ts';
import { confirmationDigest } from '../../../../../src/treasury/workspace/admit-vault.ts';
import type { CoSigner, EntryBody, EntryOf, Member } from '../../../../../src/treasury/workspace/entry.ts';
import type {
  RequestState,
  SessionState,
  VaultState,
  WorkspaceState,
} from '../../../../../src/treasury/workspace/state.ts';

/** 17 Nov 2026, 14:00:00 UTC. */
export const START = 1_794_924_000_000n;
export const SOL = 1_000_000_000n;
const HOUR = 3_600_000n;

interface Actor {
  readonly pid: string;
  readonly secret: Uint8Array;
}

const secretOf = (name: string): Uint8Array => {
  const secret = new Uint8Array(32);
  secret.set(new TextEncoder().encode(name));
  return secret;
};
const publicOf = (name: string): Uint8Array => ed25519.getPublicKey(secretOf(name));
const actor = (name: string): Actor => ({ secret: secretOf(name), pid: bytesToHex(pidOf(publicOf(name))) });

export const ACTORS = {
  treasurer: actor('treasurer'),
  cfo: actor('cfo'),
  controller: actor('controller'),
  endpoint: actor('endpoint'),
  hsm: actor('hsm'),
  compliance: actor('compliance'),
} as const;
export type ActorName = keyof typeof ACTORS;
export const ENDPOINT = ACTORS.endpoint.pid;
export const HSM = ACTORS.hsm.pid;
export const COMPLIANCE = ACTORS.compliance.pid;

export const GROUP_KEY = publicOf('vault');
export const PAYEE_ADDRESS = solanaText(publicOf('shipyard'));
export const STRANGER_ADDRESS = solanaText(publicOf('stranger'));
export const OWN_ADDRESS = solanaText(GROUP_KEY);
export const NETWORK = solanaText(publicOf('genesis'));

function member(memberId: 'treasurer' | 'cfo' | 'controller', name: string, canShow: boolean): Member {
  const { pid } = ACTORS[memberId];
  const tokenId = `token-${memberId}`;
  return {
    memberId,
    name,
    device: { pid, identityKey: publicOf(memberId), channelKey: publicOf(`${memberId} channel`) },
    token: { tokenId, kind: 'simulated', publicKey: publicOf(tokenId), canShow },
  };
}

function coSigner(kind: 'endpoint' | 'hsm' | 'compliance', name: string, site: string): CoSigner {
  return {
    pid: ACTORS[kind].pid,
    name,
    kind,
    site,
    identityKey: publicOf(kind),
    channelKey: publicOf(`${kind} channel`),
  };
}

const POLICY: Policy = {
  version: 1,
  groups: [
    { groupId: 'finance', name: 'Finance', members: ['treasurer', 'cfo', 'controller'] },
    { groupId: 'chief', name: 'CFO', members: ['cfo'] },
  ],
  rules: [
    rule('T-1', 0n, 10n * SOL, [{ groupId: 'finance', quorum: 1 }]),
    rule('T-2', 10n * SOL, 100n * SOL, [
      { groupId: 'finance', quorum: 1 },
      { groupId: 'chief', quorum: 1 },
    ]),
  ],
};

function rule(
  ruleId: string,
  above: bigint,
  upTo: bigint,
  needs: Policy['rules'][number]['needs'],
): Policy['rules'][number] {
  return {
    ruleId,
    accounts: [],
    asset: 'SOL',
    destinations: ['own', 'book'],
    above,
    upTo,
    needs,
    deadline: 24n * HOUR,
  };
}

export class World {
  now = START;
  readonly entries: AdmittedEntry[] = [];
  readonly checkpoints: CheckpointRecord[] = [];
  readonly online = new Set(Object.values(ACTORS).map(({ pid }) => pid));
  readonly runs = new Map<string, { runId: string; startedAt: bigint; events: RunEvent[] }>();
  readonly stocks = new Map<string, StockReport>();
  readonly unsettled = new Map<string, string>();
  private current: WorkspaceState | null = null;
  private ids = 0;

  /** A founded workspace; with `vault`, its key exists and the account "Operating" is open. */
  static make(options: { vault: boolean } = { vault: true }): World {
    const world = new World();
    world.append('treasurer', {
      type: 'workspace.created',
      name: 'Nordhaven Logistics SE',
      kind: 'demo',
      network: 'test',
      members: [
        member('treasurer', 'Treasurer', true),
        member('cfo', 'CFO', true),
        member('controller', 'Controller', false),
      ],
      coSigners: [
        coSigner('endpoint', 'Endpoint', 'Hamburg office'),
        coSigner('hsm', 'HSM-to-be', 'Frankfurt'),
        coSigner('compliance', 'Compliance', 'Berlin'),
      ],
      payees: [{ payeeId: 'shipyard', name: 'Aurelia Shipyards GmbH', chain: 'solana', address: PAYEE_ADDRESS }],
      policy: POLICY,
      salt: new Uint8Array(32),
    });
    if (!options.vault) return world;
    world.proposeVault();
    for (const holder of ['endpoint', 'hsm', 'compliance'] as const) world.confirmVault(holder);
    world.append('treasurer', {
      type: 'account.opened',
      accountId: 'operating',
      name: 'Operating',
      vaultId: 'main',
      chain: 'solana',
      network: NETWORK,
      address: OWN_ADDRESS,
    });
    return world;
  }

  get state(): WorkspaceState {
    if (this.current === null) throw new Error('no workspace');
    return this.current;
  }

  get vault(): VaultState {
    const vault = this.state.vaults.get('main');
    if (vault === undefined) throw new Error('no vault');
    return vault;
  }

  request(requestId: string): RequestState {
    const request = this.state.requests.get(requestId);
    if (request === undefined) throw new Error('no request');
    return request;
  }

  session(requestId: string): SessionState {
    const session = this.request(requestId).sessions.at(-1);
    if (session === undefined) throw new Error('no session');
    return session;
  }

  context(me: 'treasurer' | 'cfo' | 'controller' = 'cfo'): ViewContext {
    const { state, entries } = this;
    return {
      state,
      me,
      isHost: true,
      now: this.now,
      online: this.online,
      reports: new Map([[ENDPOINT, { logSize: state.size, at: this.now }]]),
      checkpoints: this.checkpoints,
      runs: this.runs,
      stocks: this.stocks,
      unsettled: this.unsettled,
      rootHash: '07'.repeat(32),
      syncedAt: this.now,
      entriesOf: (requestId) => entries.filter(({ entry }) => requestIdOf(state, entry.body) === requestId),
    };
  }

  /** Signs and admits one entry, one second after the one before. Throws when admission skips it. */
  append(author: ActorName, body: EntryBody): AdmittedEntry {
    const { pid, secret } = ACTORS[author];
    const signer = {
      publicKey: ed25519.getPublicKey(secret),
      sign: (message: Uint8Array) => ed25519.sign(message, secret),
    };
    this.now += 1000n;
    const index = this.entries.length;
    const unsigned = {
      version: 1 as const,
      workspaceId: this.current?.workspaceId ?? NO_HASH,
      index,
      prev: this.current?.head ?? NO_HASH,
      time: this.now,
      author: pid,
      body,
    };
    const entry = signEntry(unsigned, signer);
    const admission = admit(this.current, entry, (key, message, signature) => ed25519.verify(signature, message, key));
    if (admission.type === 'skipped') throw new Error(`${admission.code}: ${admission.message}`);
    this.current = admission.state;
    const admitted = { index, hash: sealEntry(entry).hash, entry };
    this.entries.push(admitted);
    return admitted;
  }

  proposeVault(): void {
    const holders = [ENDPOINT, HSM, COMPLIANCE];
    this.append('treasurer', {
      type: 'vault.proposed',
      vaultId: 'main',
      name: 'Main vault',
      scheme: 'ed25519',
      minSigners: 2,
      holders,
    });
  }

  confirmVault(holder: 'endpoint' | 'hsm' | 'compliance'): void {
    const sid = '01'.repeat(32);
    const transcriptHash = '02'.repeat(32);
    this.append(holder, {
      type: 'vault.confirmed',
      vaultId: 'main',
      epoch: 0,
      runId: this.vault.runId,
      groupKey: GROUP_KEY,
      chainCode: new Uint8Array(32).fill(3),
      transcriptHash,
      sid,
      confirmation: ed25519.sign(confirmationDigest(sid, transcriptHash), ACTORS[holder].secret),
    });
  }

  /** The intent of a transfer from "Operating". */
  intent(changes: Partial<TransferIntent> = {}): TransferIntent {
    this.ids += 1;
    const to = changes.to ?? PAYEE_ADDRESS;
    return {
      version: 1,
      kind: 'transfer',
      workspaceId: this.state.workspaceId,
      requestId: this.ids.toString(16).padStart(32, '0'),
      vaultId: 'main',
      accountId: 'operating',
      chain: 'solana',
      network: NETWORK,
      asset: 'SOL',
      from: OWN_ADDRESS,
      to,
      payeeId: to === PAYEE_ADDRESS ? 'shipyard' : '',
      amount: 5n * SOL,
      feeCeiling: 10_000n,
      purpose: 'Hull 118, instalment 3 of 5',
      expiresAt: START + 12n * HOUR,
      ...changes,
    };
  }

  ask(member: 'treasurer' | 'cfo' | 'controller', changes: Partial<TransferIntent> = {}): string {
    const intent = this.intent(changes);
    this.append(member, { type: 'request.created', intent });
    return intent.requestId;
  }

  approve(memberId: 'treasurer' | 'cfo' | 'controller', requestId: string): void {
    const { intentHash, policyHash } = this.request(requestId);
    const tokenId = `token-${memberId}`;
    const digest = approvalDigest({
      workspaceId: this.state.workspaceId,
      requestId,
      intentHash,
      policyHash,
      memberId,
      tokenId,
    });
    const tokenSignature = ed25519.sign(digest, secretOf(tokenId));
    this.append(memberId, { type: 'request.approved', requestId, intentHash, policyHash, tokenId, tokenSignature });
  }

  /** An approved request of the Treasurer. */
  approved(): string {
    const requestId = this.ask('treasurer');
    this.approve('cfo', requestId);
    return requestId;
  }

  propose(requestId: string, signers: readonly string[] = [ENDPOINT, HSM]): void {
    const { intentHash, policyHash, sessions } = this.request(requestId);
    this.ids += 1;
    this.append('treasurer', {
      type: 'session.proposed',
      sessionId: this.ids.toString(16).padStart(32, 'f'),
      requestId,
      attempt: sessions.length + 1,
      intentHash,
      policyHash,
      vaultId: 'main',
      epoch: 0,
      signers: [...signers],
      unsignedTransaction: 'c0ffee',
      lifetime: { blockhash: NETWORK, lastValidBlockHeight: 150n },
    });
  }

  contribute(requestId: string, holder: 'endpoint' | 'hsm' | 'compliance'): void {
    this.verdict(requestId, holder, {
      answer: 'contribute',
      reading: `Transfer 5 SOL to ${PAYEE_ADDRESS}.`,
      reasons: [],
    });
  }

  refuse(requestId: string, holder: 'endpoint' | 'hsm' | 'compliance'): void {
    const reasons = [{ code: 'RECIPIENT_DIFFERS' as const, text: 'The bytes pay another address than the intent.' }];
    this.verdict(requestId, holder, { answer: 'refuse', reading: `Transfer 5 SOL to ${STRANGER_ADDRESS}.`, reasons });
  }

  /** A request whose signers agreed. */
  agreed(): string {
    const requestId = this.approved();
    this.propose(requestId);
    this.contribute(requestId, 'endpoint');
    this.contribute(requestId, 'hsm');
    return requestId;
  }

  sign(requestId: string): void {
    const { proposal } = this.session(requestId);
    const signature = ed25519.sign(bytesFromHex(proposal.unsignedTransaction), secretOf('vault'));
    this.append('endpoint', { type: 'session.signed', sessionId: proposal.sessionId, signature });
  }

  fail(requestId: string): void {
    const { proposal } = this.session(requestId);
    const blame = [{ pid: HSM, code: 'BAD_SHARE', certainty: 'proven' as const }];
    this.append('endpoint', {
      type: 'session.failed',
      sessionId: proposal.sessionId,
      code: 'BAD_SHARE',
      text: 'HSM-to-be sent a wrong share.',
      blame,
    });
  }

  broadcast(requestId: string): void {
    const { proposal, outcome } = this.session(requestId);
    if (outcome.type !== 'signed') throw new Error('not signed');
    this.append('treasurer', {
      type: 'request.broadcast',
      requestId,
      sessionId: proposal.sessionId,
      transactionId: solanaText(outcome.signature),
    });
  }

  settle(requestId: string, outcome: 'confirmed' | 'failed' = 'confirmed'): void {
    const { sessionId } = this.session(requestId).proposal;
    this.append('treasurer', { type: 'request.settled', requestId, sessionId, outcome, slot: 4711n });
  }

  /** A confirmed transfer of the Treasurer. */
  confirmed(): string {
    const requestId = this.agreed();
    this.sign(requestId);
    this.broadcast(requestId);
    this.settle(requestId);
    return requestId;
  }

  /** Reports progress of the run with this id, `after` milliseconds from its start. */
  observe(runId: string, after: bigint, ...events: Omit<RunEvent, 'at'>[]): void {
    const run = this.runs.get(runId) ?? { runId, startedAt: this.now, events: [] };
    run.events.push(...events.map((event) => ({ ...event, at: run.startedAt + after })));
    this.runs.set(runId, run);
  }

  checkpoint(...signedBy: string[]): void {
    this.checkpoints.push({ size: this.state.size, rootHash: '08'.repeat(32), time: this.now, signedBy });
  }

  private verdict(
    requestId: string,
    holder: 'endpoint' | 'hsm' | 'compliance',
    words: Pick<EntryOf<'verdict.given'>, 'answer' | 'reading' | 'reasons'>,
  ): void {
    const { sessionId, policyHash } = this.session(requestId).proposal;
    this.append(holder, { type: 'verdict.given', sessionId, decoder: 'decoder A 1.0', policyHash, ...words });
  }
}

/** Secret of a member's token. */
export function tokenSecretOf(memberId: 'treasurer' | 'cfo' | 'controller'): Uint8Array {
  return secretOf(`token-${memberId}`);
}
