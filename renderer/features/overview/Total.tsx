import type { BalanceView } from '../../../src/contract/views.ts';
import { useBalances, useRequests } from '../../api/queries.ts';
import { Amount, Digits } from '../../components/Amount.tsx';
import { LIST_DECIMALS, plainDigits } from '../../components/digits.ts';
import { Source } from '../../components/Source.tsx';
import { isDone } from '../../components/StatusChip.tsx';

/** Sum of one figure over all accounts of an asset; `null` when any of them could not be read. */
export function sumOf(
  balances: readonly BalanceView[],
  figure: (balance: BalanceView) => bigint | undefined,
): bigint | null {
  return balances.reduce<bigint | null>((sum, balance) => {
    const value = figure(balance);
    return sum === null || value === undefined ? null : sum + value;
  }, 0n);
}

/** The one large number: what we own, and what of it is still free. */
export function Total() {
  const balances = useBalances().data ?? [];
  const requests = useRequests().data ?? [];
  const first = balances[0];
  if (first === undefined) return null;
  const unit = first.reserved;
  const total = sumOf(balances, ({ total: amount }) => amount?.value);
  const available = sumOf(balances, ({ available: amount }) => amount?.value);
  const reserved = sumOf(balances, ({ reserved: amount }) => amount.value);
  const open = requests.filter((request) => !isDone(request)).length;
  return (
    <section className="panel ov-top" aria-label="Total">
      <div>
        <span className="t3">Total, test money</span>
        <div className="big" data-testid="total">
          {total === null ? '–' : <Digits text={plainDigits({ ...unit, value: total }, LIST_DECIMALS)} />}{' '}
          <span className="big-a">{unit.asset}</span>
        </div>
        <Source of={first.source} />
      </div>
      <dl className="split">
        <dt>Available</dt>
        <dd>{available === null ? '–' : <Amount of={{ ...unit, value: available }} />}</dd>
        <dt>Reserved</dt>
        <dd>{reserved === null ? '–' : <Amount of={{ ...unit, value: reserved }} />}</dd>
        <dt>Open requests</dt>
        <dd className="num">{open}</dd>
      </dl>
    </section>
  );
}
