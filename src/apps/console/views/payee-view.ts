/** The address book, with how often each payee was paid. */
import type { PayeeView } from '../../../contract/views.ts';
import type { RequestState, WorkspaceState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';

/** All payees, in the order of the book. */
export function payeeViews(context: ViewContext): PayeeView[] {
  return [...context.state.payees.values()].map(({ payeeId, name, address }) => ({
    payeeId,
    name,
    address,
    payments: paymentsTo(context.state, address).length,
  }));
}

/** Confirmed payments to an address. */
export function paymentsTo(state: WorkspaceState, address: string): RequestState[] {
  return [...state.requests.values()].filter(({ status, intent }) => status === 'confirmed' && intent.to === address);
}

/** Whether nothing had been paid to the address when this request was settled, or until now if it is still open. */
export function isFirstPayment(state: WorkspaceState, address: string, request?: RequestState): boolean {
  const until = request?.settled?.index ?? Number.POSITIVE_INFINITY;
  return !paymentsTo(state, address).some(
    (other) => other.requestId !== request?.requestId && other.settled !== null && other.settled.index < until,
  );
}
