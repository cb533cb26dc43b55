import { Link } from '@tanstack/react-router';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import type { BalanceView } from '../../../src/contract/views.ts';
import { useClient } from '../../api/client.ts';
import { useBalances } from '../../api/queries.ts';
import { Address } from '../../components/Address.tsx';
import { chainIcons, chainTitle } from '../../components/chains.ts';
import { Amount } from '../../components/Amount.tsx';
import { DataTable, type Columns } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconRefresh, IconWallet } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ErrorNote, Problem } from '../../components/Problem.tsx';
import { Source } from '../../components/Source.tsx';

const columns: Columns<BalanceView> = [
  {
    id: 'account',
    header: 'Account',
    cell: ({ row }) => (
      <span className="acc">
        <span className="chain">
          <Icon of={chainIcons[row.original.chain]} />
        </span>
        <span>
          <b>{row.original.accountName}</b> <span className="t3">{chainTitle(row.original.chainName)}</span>
        </span>
      </span>
    ),
  },
  { id: 'asset', header: 'Asset', cell: ({ row }) => row.original.reserved.asset },
  {
    id: 'balance',
    header: 'Balance',
    cell: ({ row }) => (row.original.total === null ? '–' : <Amount of={row.original.total} hasUnit={false} />),
  },
  {
    id: 'reserved',
    header: 'Reserved',
    cell: ({ row }) =>
      row.original.reserved.value === 0n ? '–' : <Amount of={row.original.reserved} hasUnit={false} />,
  },
  {
    id: 'available',
    header: 'Available',
    cell: ({ row }) => (row.original.available === null ? '–' : <Amount of={row.original.available} hasUnit={false} />),
  },
  { id: 'source', header: 'Read from', cell: ({ row }) => <Source of={row.original.source} /> },
];

/** Every account with its source and age. */
export function Balances() {
  const balances = useBalances();
  const rows = balances.data ?? [];
  return (
    <Panel title="Balances" aside={<Refresh />} isPadded={false}>
      {balances.data === undefined && balances.error === null && (
        <div className="pad">
          <Loading step="Reading balances from the node" />
        </div>
      )}
      {balances.error !== null && (
        <div className="pad">
          <Problem error={balances.error} action={{ label: 'Try again', run: () => void balances.refetch() }} />
        </div>
      )}
      {rows.length > 0 && (
        <DataTable
          label="Balances"
          className="tb-bal"
          rows={rows}
          columns={columns}
          rowId={(row) => row.accountId}
          right={['balance', 'reserved', 'available', 'source']}
        />
      )}
      <Below balances={rows} isRead={balances.data !== undefined} />
    </Panel>
  );
}

/** Under the table: what could not be read, where to receive, or what an empty account means. */
function Below({ balances, isRead }: { readonly balances: readonly BalanceView[]; readonly isRead: boolean }) {
  if (isRead && balances.length === 0)
    return (
      <div className="pad">
        <Empty icon={IconWallet} title="No account yet." action={<Link to="/keys">Look at the keys</Link>}>
          An account appears when the vault’s key ceremony is done.
        </Empty>
      </div>
    );
  return (
    <ul className="ov-adr">
      {balances.map((balance) => (
        <li key={balance.accountId}>
          {balance.error !== null && <ErrorNote error={balance.error} />}
          <span className="t3">{balances.length === 1 ? 'Receive on' : `Receive ${balance.reserved.asset} on`}</span>
          <Address of={balance.address} size="sm" copyLabel={`address of ${balance.accountName}`} />
        </li>
      ))}
    </ul>
  );
}

function Refresh() {
  const client = useClient();
  const queries = useQueryClient();
  const isBusy = useIsFetching({ queryKey: ['balance.list'] }) > 0;
  const refresh = () =>
    void queries.fetchQuery({
      queryKey: ['balance.list', { refresh: false }],
      queryFn: () => client.call('balance.list', { refresh: true }),
      staleTime: 0,
    });
  return (
    <button type="button" className="lnk" onClick={refresh} disabled={isBusy}>
      <Icon of={IconRefresh} size={14} />
      {isBusy ? 'Reading' : 'Refresh'}
    </button>
  );
}
