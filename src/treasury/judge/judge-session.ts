/** Whether the session itself is one this co-signer may take part in. */
import { chainRules } from '../chains/chain-rules.ts';
import { intentHash } from '../intent/intent-hash.ts';
import { policyHash } from '../policy/policy-hash.ts';
import { areSigners, MAX_ATTEMPTS } from '../workspace/admit-session.ts';
import type { AccountState, VaultState } from '../workspace/state.ts';
import type { Case, Reason } from './judge.ts';

/** Reasons in the session's standing, its hashes, its expiry, its epoch and its signers. */
export function sessionReasons(found: Case): Reason[] {
  return [...standing(found), ...hashes(found), ...sharing(found)];
}

function standing({ request, session, now }: Case): Reason[] {
  const reasons: Reason[] = [];
  if (session.outcome.type === 'refused') {
    reasons.push({ code: 'REQUEST_NOT_APPROVED', text: 'Another signer has refused; the session is over.' });
  } else if (request.status !== 'signing' || request.sessions.at(-1) !== session) {
    reasons.push({
      code: 'REQUEST_NOT_APPROVED',
      text: `The request is ${request.status}, and this session is not the one under way for it.`,
    });
  }
  if (now >= request.intent.expiresAt) {
    reasons.push({ code: 'EXPIRED', text: 'The approvals have expired by the clock of this co-signer.' });
  }
  if (session.proposal.attempt > MAX_ATTEMPTS || request.sessions.length > MAX_ATTEMPTS) {
    reasons.push({ code: 'RETRIES_EXHAUSTED', text: `The request has had its ${MAX_ATTEMPTS} attempts.` });
  }
  return reasons;
}

function hashes({ state, request, session, vault }: Case): Reason[] {
  const reasons: Reason[] = [];
  const { intent } = request;
  const intentIsSame = [request.intentHash, session.proposal.intentHash].every((hash) => hash === intentHash(intent));
  if (
    !intentIsSame ||
    intent.workspaceId !== state.workspaceId ||
    intent.requestId !== request.requestId ||
    intent.vaultId !== vault.vaultId
  ) {
    reasons.push({
      code: 'INTENT_DIFFERS',
      text: 'The session names another intent than the request this co-signer replayed.',
    });
  }
  const policyIsSame = [state.policyHash, request.policyHash, session.proposal.policyHash].every(
    (hash) => hash === policyHash(state.policy),
  );
  if (!policyIsSame)
    reasons.push({
      code: 'POLICY_DIFFERS',
      text: 'The session or the approvals name another policy than the one in force.',
    });
  const account = state.accounts.get(intent.accountId);
  // An account that is not there is a reason of its own, see `networkReasons`.
  if (account !== undefined && ownAddress(vault, account) !== intent.from) {
    reasons.push({
      code: 'SENDER_DIFFERS',
      text: `The intent pays from ${intent.from}, which is not the address of the vault's key.`,
    });
  }
  return reasons;
}

/** Address of the key that will sign, derived here again from the vault's key and the account's path. */
function ownAddress({ groupKey, chainCode }: VaultState, account: AccountState): string | null {
  if (groupKey === null || chainCode === null) return null;
  return chainRules(account.chain).addressOf({ groupKey, chainCode }, account.path);
}

function sharing(found: Case): Reason[] {
  const { session, vault, self, ownEpoch, isPresignatureReady = false, isSigningStopped = false } = found;
  const reasons: Reason[] = [];
  const { epoch, signers } = session.proposal;
  if (vault.status !== 'active' || !areSigners(vault, signers) || !vault.holders.includes(self)) {
    reasons.push({
      code: 'SIGNER_SET_INVALID',
      text: `The signers must be exactly ${vault.minSigners} different holders of an active vault.`,
    });
  }
  if (ownEpoch === null) {
    reasons.push({ code: 'SHARE_LOCKED', text: 'This co-signer has no share of the vault ready to sign with.' });
  } else if (ownEpoch !== epoch) {
    reasons.push({
      code: 'EPOCH_DIFFERS',
      text: `The session is for epoch ${epoch}; this co-signer holds a share of epoch ${ownEpoch}.`,
    });
  }
  if (vault.epoch !== epoch) {
    reasons.push({
      code: 'EPOCH_DIFFERS',
      text: `The session is for epoch ${epoch}; the vault is in epoch ${vault.epoch}.`,
    });
  }
  if (isSigningStopped && signers.includes(self)) {
    reasons.push({
      code: 'SHARE_LOCKED',
      text: 'Signing with these shares failed too often without anybody being named; new shares must be dealt first.',
    });
  }
  // Only who signs needs it; the others judge the payment.
  if (session.proposal.presignature !== undefined && signers.includes(self) && !isPresignatureReady) {
    reasons.push({
      code: 'PRESIGNATURE_UNUSABLE',
      text: 'This co-signer does not hold the presignature of the session unspent, for this key, epoch and signing set.',
    });
  }
  return reasons;
}
