/** What a transfer would mean, before anybody asks for it. */
import type { TransferPreviewView } from '../../../contract/views.ts';
import { intentHash } from '../../../treasury/intent/intent-hash.ts';
import type { TransferIntent } from '../../../treasury/intent/intent.ts';
import type { PolicyVerdict } from '../../../treasury/policy/policy.ts';
import type { ViewContext } from './context.ts';
import { intentView, tokenScreenViews } from './intent-view.ts';
import { transferChecks, type TransferFacts } from './transfer-checks.ts';
import { NOBODY_ASKED, policyVerdictView } from './verdict-view.ts';

export interface TransferPreviewInput {
  readonly context: ViewContext;
  /** The intent as it would be submitted. */
  readonly intent: TransferIntent;
  /** The policy's word on it with me as initiator and no approval yet. */
  readonly verdict: PolicyVerdict;
  readonly facts: TransferFacts;
}

/** It can be submitted when the policy has a way to allow it and no check failed; warnings do not stop it. */
export function transferPreview({ context, intent, verdict, facts }: TransferPreviewInput): TransferPreviewView {
  const checks = transferChecks(context, { intent, verdict, facts });
  return {
    intent: intentView(context.state, intent, intentHash(intent)),
    verdict: policyVerdictView(context, verdict, NOBODY_ASKED),
    checks,
    tokenScreens: tokenScreenViews(context.state.requests.size + 1, intent),
    canSubmit: verdict.type === 'allowed' && checks.every(({ state }) => state !== 'failed'),
  };
}
