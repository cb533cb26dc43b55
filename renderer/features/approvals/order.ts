/** The order of the queue: accounts by name, inside each by deadline, or newest first once it is over. */
import type { RequestSummaryView } from '../../../src/contract/views.ts';

type Order = 'deadline' | 'newest';

export function inOrder(requests: readonly RequestSummaryView[], order: Order): RequestSummaryView[] {
  const rank = (request: RequestSummaryView) => (order === 'deadline' ? request.expiresAt : -request.createdAt);
  return [...requests].sort((left, right) => {
    if (left.accountName !== right.accountName) return left.accountName < right.accountName ? -1 : 1;
    return rank(left) < rank(right) ? -1 : rank(left) > rank(right) ? 1 : 0;
  });
}

/** The sum of the amounts still open on one account, in its base units. */
export const openSum = (requests: readonly RequestSummaryView[]): bigint =>
  requests.reduce((sum, request) => sum + request.amount.value, 0n);
