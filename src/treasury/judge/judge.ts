/**
 * The judge: one pure function by which every share holder decides for itself whether it contributes to a signature. It trusts no
 * verdict of the console, of the relay or of another co-signer, and not even its own log replica's arithmetic: approvals, hashes and
 * the policy's answer are computed again from the signed facts. All reasons are collected, not only the first.
 */
import type { VerifyEd25519 } from '../../base/signatures.ts';
import type { RefusalReason } from '../workspace/entry.ts';
import type { RequestState, SessionState, VaultState, WorkspaceState } from '../workspace/state.ts';
import { approvalReasons } from './judge-approvals.ts';
import { attemptReasons, networkReasons } from './judge-chain.ts';
import { bytesReasons } from './judge-bytes.ts';
import { sessionReasons } from './judge-session.ts';
import { clip, type Reading } from './reading-sentence.ts';

/**
 * An earlier attempt for the same request that may be signed, and what this co-signer's own endpoint says of it: one to which it
 * released its share, or one that other signers agreed to sign.
 */
export interface EarlierContribution {
  readonly sessionId: string;
  /** Whether the chain could still include the earlier transaction. */
  readonly lifetime: 'live' | 'expired' | 'unknown';
  /** See `TransactionReading`: with the turn of the bytes that are judged, at most one of the two can land. */
  readonly turn?: string;
  readonly wasIncluded: boolean | 'unknown';
}

export interface JudgeInput {
  /** This co-signer's own fold of the log. */
  readonly state: WorkspaceState;
  readonly sessionId: string;
  /** What this co-signer's own decoder found in the proposed bytes. */
  readonly reading: Reading;
  /** Own clock, milliseconds. */
  readonly now: bigint;
  /** Own pid, hex. */
  readonly self: string;
  /** Epoch of the share this co-signer holds ready for the vault, or `null` if it has none. */
  readonly ownEpoch: number | null;
  readonly earlier: readonly EarlierContribution[];
  /** Whether the transaction's blockhash is valid now, or its nonce the next one, by this co-signer's own endpoint. */
  readonly lifetimeValid: boolean | 'unknown';
  /** Network that this co-signer's own endpoint reports, as intents name it; the word `unknown` when it does not answer. */
  readonly network: string;
  /** Whether the presignature that the session names is here, unspent and for exactly this session; of no meaning when it names none. */
  readonly isPresignatureReady?: boolean;
  /** Too many error rounds with the shares of this epoch, without anybody being excluded (cggmp24.md 7). */
  readonly isSigningStopped?: boolean;
  readonly verify: VerifyEd25519;
}

export type Judgement =
  { readonly answer: 'contribute' } | { readonly answer: 'refuse'; readonly reasons: readonly RefusalReason[] };

/** What the parts of the judge look at: the session with everything it hangs on. */
export interface Case extends JudgeInput {
  readonly request: RequestState;
  readonly session: SessionState;
  readonly vault: VaultState;
}

/** Why one part of the judge refuses; text of any length, cut and cleaned for the log at the end. */
export type Reason = RefusalReason;

/** Contribute, or refuse with every reason there is. Never throws for a state that was folded from a log. */
export function judge(input: JudgeInput): Judgement {
  const found = findCase(input);
  if (isReason(found)) return refuse([found]);
  const reasons = [
    ...bytesReasons(found),
    ...approvalReasons(found),
    ...sessionReasons(found),
    ...networkReasons(found),
    ...attemptReasons(found),
  ];
  return reasons.length === 0 ? { answer: 'contribute' } : refuse(reasons);
}

function findCase(input: JudgeInput): Case | Reason {
  const { state, sessionId } = input;
  const requestId = state.sessionRequests.get(sessionId);
  if (requestId === undefined) {
    return {
      code: 'LOG_HEAD_DIFFERS',
      text: 'This co-signer does not find the session in its own replica of the log.',
    };
  }
  const request = state.requests.get(requestId);
  const session = request?.sessions.find((candidate) => candidate.proposal.sessionId === sessionId);
  if (request === undefined || session === undefined) {
    return { code: 'REQUEST_UNKNOWN', text: 'The session belongs to no request of this workspace.' };
  }
  const vault = state.vaults.get(session.proposal.vaultId);
  if (vault === undefined)
    return { code: 'SIGNER_SET_INVALID', text: `There is no vault ${session.proposal.vaultId}.` };
  return { ...input, request, session, vault };
}

function isReason(value: Case | Reason): value is Reason {
  return 'code' in value;
}

/** The log takes 16 reasons of 300 characters; the same finding is said once. */
function refuse(reasons: readonly Reason[]): Judgement {
  const unique = new Map(reasons.map(({ code, text }) => [`${code} ${text}`, { code, text: clip(text, 300) }]));
  return { answer: 'refuse', reasons: [...unique.values()].slice(0, 16) };
}
