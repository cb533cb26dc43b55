/** The address book, with how often each payee was paid. */
import type { PayeeView } from '../../../contract/views.ts';
import type { RequestState, WorkspaceState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';

/** All payees, in the order of the book. */
export function payeeViews(context: ViewContext): PayeeView[] {
  return [...context.state.payees.values()].map(({ payeeId, name, chain, address }) => ({
    payeeId,
    name,
    chain,
    address,
    payments: paymentsTo(context.state, address).length,
  }));
}

/** Confirmed payments to an address, in the order of their requests. */
export function paymentsTo(state: WorkspaceState, address: string): readonly RequestState[] {
  return paymentsOf(state).get(address) ?? [];
}

/** Whether nothing had been paid to the address when this request was settled, or until now if it is still open. */
export function isFirstPayment(state: WorkspaceState, address: string, request?: RequestState): boolean {
  const until = request?.settled?.index ?? Number.POSITIVE_INFINITY;
  return !paymentsTo(state, address).some(
    (other) => other.requestId !== request?.requestId && other.settled !== null && other.settled.index < until,
  );
}

/** A state never changes, so what was counted once for it stays true; lists of thousands of requests need that. */
const counted = new WeakMap<WorkspaceState, ReadonlyMap<string, readonly RequestState[]>>();

function paymentsOf(state: WorkspaceState): ReadonlyMap<string, readonly RequestState[]> {
  const known = counted.get(state);
  if (known !== undefined) return known;
  const confirmed = [...state.requests.values()].filter(({ status }) => status === 'confirmed');
  const payments = Map.groupBy(confirmed, ({ intent }) => intent.to);
  counted.set(state, payments);
  return payments;
}
