import type { BalanceView, RequestSummaryView } from '../../../src/contract/views.ts';
import { useBalances, useRequests } from '../../api/queries.ts';
import { Amount, Digits } from '../../components/Amount.tsx';
import { listDigits } from '../../components/digits.ts';
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

/** Accounts by asset, in the order of the first account of each: amounts of two assets have no sum. */
export function byAsset(balances: readonly BalanceView[]): (readonly BalanceView[])[] {
  return [...Map.groupBy(balances, ({ reserved }) => reserved.asset).values()];
}

/** The large numbers: what we own of each asset, and what of it is still free. */
export function Total() {
  const assets = byAsset(useBalances().data ?? []);
  const requests = useRequests().data ?? [];
  if (assets.length === 0) return null;
  return (
    <section className={`panel ov-top${assets.length > 1 ? ' ov-top-n' : ''}`} aria-label="Total">
      {assets.map((balances) => (
        <AssetTotal key={balances[0]?.reserved.asset} balances={balances} requests={requests} />
      ))}
    </section>
  );
}

interface AssetTotalProps {
  /** All accounts of one asset. */
  readonly balances: readonly BalanceView[];
  readonly requests: readonly RequestSummaryView[];
}

function AssetTotal({ balances, requests }: AssetTotalProps) {
  const [first] = balances;
  if (first === undefined) return null;
  const unit = first.reserved;
  const total = sumOf(balances, ({ total: amount }) => amount?.value);
  const available = sumOf(balances, ({ available: amount }) => amount?.value);
  const reserved = sumOf(balances, ({ reserved: amount }) => amount.value);
  const open = requests.filter((request) => request.amount.asset === unit.asset && !isDone(request)).length;
  return (
    <div className="ov-asset">
      <div>
        <span className="t3">Total in {unit.asset}, test money</span>
        <div className="big" data-testid={`total-${unit.asset.toLowerCase()}`}>
          {total === null ? '–' : <Digits text={listDigits({ ...unit, value: total })} />}{' '}
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
    </div>
  );
}
