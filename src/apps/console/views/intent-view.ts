/** An intent as every screen shows it, made from the intent itself. */
import type { z } from 'zod';
import type { IntentView, TokenScreenView } from '../../../contract/views.ts';
import { chainRules } from '../../../treasury/chains/chain-rules.ts';
import { intentParts } from '../../../treasury/intent/intent-sentence.ts';
import type { TransferIntent } from '../../../treasury/intent/intent.ts';
import { tokenScreens } from '../../../treasury/intent/token-screens.ts';
import type { DestinationClass } from '../../../treasury/policy/policy.ts';
import type { RequestState, WorkspaceState } from '../../../treasury/workspace/state.ts';
import { amountView } from './amounts.ts';
import { networkName, shortened } from './names.ts';
import { isFirstPayment } from './payee-view.ts';
import { sentence } from './sentence.ts';

type TokenScreen = z.output<typeof TokenScreenView>;

/** @param request the request that carries the intent, or undefined for one that is not submitted yet. */
export function intentView(
  state: WorkspaceState,
  intent: TransferIntent,
  hash: string,
  request?: RequestState,
): IntentView {
  return {
    requestId: intent.requestId,
    intentHash: hash,
    sentence: sentence(
      ...intentParts(intent, {
        account: accountName(state, intent),
        recipient: recipientName(state, intent) ?? null,
      }),
    ),
    accountId: intent.accountId,
    accountName: accountName(state, intent),
    chainName: networkName(intent),
    from: intent.from,
    to: intent.to,
    payeeId: intent.payeeId,
    payeeName: recipientName(state, intent) ?? '',
    isFirstPayment: isFirstPayment(state, intent.to, request),
    amount: amountView(intent.amount, intent.asset),
    feeCeiling: amountView(intent.feeCeiling, chainRules(intent.chain).asset),
    purpose: intent.purpose,
    expiresAt: intent.expiresAt,
  };
}

export function accountName(state: WorkspaceState, intent: TransferIntent): string {
  return state.accounts.get(intent.accountId)?.name ?? intent.accountId;
}

/** Name of the payee or own account behind the recipient's address; undefined for an address that nobody named. */
export function recipientName(state: WorkspaceState, intent: TransferIntent): string | undefined {
  const own = [...state.accounts.values()].find(({ address }) => address === intent.to);
  return own?.name ?? state.payees.get(intent.payeeId)?.name;
}

/** The screens of a token word for word. @param number the running number of the request in its workspace. */
export function tokenScreenViews(number: number, intent: TransferIntent): TokenScreen[] {
  return tokenScreens(number, intent).map(({ title, lines }) => ({ title, lines: [...lines] }));
}

/** `Pay Aurelia Shipyards GmbH`, `Move to Reserve`, or `Pay 7Gm4…BnWk` for an address without a name. */
export function titleOf(state: WorkspaceState, intent: TransferIntent, destination: DestinationClass): string {
  const name = recipientName(state, intent) ?? shortened(intent.to);
  return destination === 'own' ? `Move to ${name}` : `Pay ${name}`;
}
