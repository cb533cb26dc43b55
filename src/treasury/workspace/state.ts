/** Workspace state: a pure fold of the log, recomputed from nothing by every replica. */
import type { Chain, EcdsaProfile, KeyPath, Scheme } from '../chains/chain.ts';
import type { TransferIntent } from '../intent/intent.ts';
import type { Policy, PolicyVerdict } from '../policy/policy.ts';
import type { PresignOrderState, SharingState } from './epoch-state.ts';
import type { CoSigner, EntryOf, Member, Payee, RefusalReason } from './entry.ts';

/** Where a request stands. The order of the list is the order of its life. */
export type RequestStatus =
  | 'blocked' // the policy denies it; terminal
  | 'pending' // approvals are being collected
  | 'approved' // quorum complete, no session under way
  | 'signing' // a session is under way
  | 'signed' // a signature exists, not yet known to be broadcast
  | 'broadcast' // sent, waiting for the chain
  | 'confirmed' // final; terminal
  | 'failed' // the chain executed it with an error; terminal
  | 'rejected' // by an officer; terminal
  | 'cancelled' // by its initiator; terminal
  | 'locked'; // three attempts failed or were refused; terminal

export interface VerdictRecord {
  readonly coSigner: string;
  readonly answer: 'contribute' | 'refuse';
  readonly reading: string;
  readonly decoder: string;
  readonly reasons: readonly RefusalReason[];
  readonly index: number;
  readonly time: bigint;
}

export interface SessionState {
  readonly proposal: EntryOf<'session.proposed'>;
  /** Pid of the device that proposed it, log index and time of the proposal. */
  readonly proposedBy: string;
  readonly index: number;
  readonly time: bigint;
  /** Hash of the entry that ordered the session: the `runId` of the protocol run. */
  readonly entryHash: string;
  readonly verdicts: ReadonlyMap<string, VerdictRecord>;
  readonly outcome:
    | { readonly type: 'judging' } // verdicts are still missing
    | { readonly type: 'agreed' } // every signer said contribute; the protocol runs
    | { readonly type: 'refused'; readonly index: number }
    | {
        readonly type: 'failed';
        readonly failure: EntryOf<'session.failed'>;
        readonly index: number;
        readonly time: bigint;
      }
    | {
        readonly type: 'signed';
        readonly signature: Uint8Array;
        readonly by: string;
        readonly index: number;
        readonly time: bigint;
      };
}

export interface ApprovalRecord {
  readonly memberId: string;
  readonly tokenId: string;
  readonly tokenSignature: Uint8Array;
  readonly index: number;
  readonly time: bigint;
}

export interface RequestState {
  readonly requestId: string;
  /** Running number in this workspace, shown as TR-0007. */
  readonly number: number;
  readonly intent: TransferIntent;
  readonly intentHash: string;
  readonly initiator: string;
  readonly index: number;
  readonly time: bigint;
  readonly status: RequestStatus;
  /** Verdict under the policy in force when it was asked for, with the approvals so far. */
  readonly verdict: PolicyVerdict;
  readonly policyHash: string;
  readonly approvals: readonly ApprovalRecord[];
  readonly rejection: {
    readonly memberId: string;
    readonly reason: string;
    readonly index: number;
    readonly time: bigint;
  } | null;
  readonly sessions: readonly SessionState[];
  readonly transactionId: string | null;
  readonly settled: {
    readonly outcome: 'confirmed' | 'failed';
    readonly slot: bigint;
    readonly index: number;
    readonly time: bigint;
  } | null;
}

export interface VaultState {
  readonly vaultId: string;
  readonly name: string;
  readonly scheme: Scheme;
  /** Of an ECDSA vault; `null` for another scheme. */
  readonly profile: EcdsaProfile | null;
  readonly minSigners: number;
  /** Pids, sorted by bytes: the committee order. */
  readonly holders: readonly string[];
  readonly index: number;
  /** Hash of the proposing entry: the `runId` of the key ceremony. */
  readonly runId: string;
  readonly status: 'ceremony' | 'active' | 'failed';
  readonly epoch: number;
  readonly confirmations: ReadonlyMap<string, EntryOf<'vault.confirmed'>>;
  /** Known once every holder confirmed the same values. */
  readonly groupKey: Uint8Array | null;
  readonly chainCode: Uint8Array | null;
  readonly transcriptHash: string | null;
  readonly failure: EntryOf<'vault.failed'> | null;
  /** The epochs of the key, and what is under way to make another one. `epoch`, `holders` and `minSigners` are those in force. */
  readonly sharing: SharingState;
}

export interface AccountState {
  readonly accountId: string;
  readonly name: string;
  readonly vaultId: string;
  readonly chain: Chain;
  readonly network: string;
  readonly path: KeyPath;
  readonly address: string;
  readonly index: number;
}

export interface WorkspaceState {
  readonly workspaceId: string;
  readonly name: string;
  readonly kind: 'demo' | 'production';
  readonly network: 'test' | 'main';
  readonly members: ReadonlyMap<string, Member>;
  readonly coSigners: ReadonlyMap<string, CoSigner>;
  readonly payees: ReadonlyMap<string, Payee>;
  readonly policy: Policy;
  readonly policyHash: string;
  /** Sizes of moduli that ECDSA vaults of this workspace may have. */
  readonly ecdsaProfiles: readonly EcdsaProfile[];
  readonly vaults: ReadonlyMap<string, VaultState>;
  readonly accounts: ReadonlyMap<string, AccountState>;
  readonly requests: ReadonlyMap<string, RequestState>;
  /** Presignatures that were ordered, by the hash of the ordering entry. */
  readonly presignOrders: ReadonlyMap<string, PresignOrderState>;
  /** Which request a session belongs to: session id -> request id. */
  readonly sessionRequests: ReadonlyMap<string, string>;
  /** Number of admitted entries and hash of the last one. */
  readonly size: number;
  readonly head: string;
}
