import { Link } from '@tanstack/react-router';
import type { RequestSummaryView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { Amount } from '../../components/Amount.tsx';
import { DataTable, type Columns } from '../../components/DataTable.tsx';
import { chainIcons, chainTitle, useChainOf } from '../../components/chains.ts';
import { Icon } from '../../components/Icon.tsx';
import { NoticeChip } from '../../components/NoticeChip.tsx';
import { RequestTitle } from '../../components/RequestTitle.tsx';
import { QuorumLine } from '../../components/Quorum.tsx';
import { isDone, StatusChip } from '../../components/StatusChip.tsx';
import { ageWords, dayAndTime, spanWords } from '../../components/time.ts';
import { openSum } from './order.ts';

interface QueueProps {
  readonly rows: readonly RequestSummaryView[];
  readonly selectedId: string | undefined;
  readonly onOpen: (request: RequestSummaryView) => void;
}

const columns: Columns<RequestSummaryView> = [
  { id: 'needs', header: 'Needs', cell: ({ row }) => <StatusChip request={row.original} /> },
  { id: 'request', header: 'Request', cell: ({ row }) => <What request={row.original} /> },
  { id: 'amount', header: 'Amount', cell: ({ row }) => <Amount of={row.original.amount} /> },
  { id: 'notice', header: 'Notice', cell: ({ row }) => <NoticeChip request={row.original} /> },
  {
    id: 'stages',
    header: 'Stages',
    cell: ({ row }) =>
      row.original.stages.length === 0 ? (
        <span className="t3">no rule allows it</span>
      ) : (
        <QuorumLine stages={row.original.stages} />
      ),
  },
  { id: 'deadline', header: 'Deadline', cell: ({ row }) => <Deadline request={row.original} /> },
];

/** Requests in lanes by account. */
export function Queue({ rows, selectedId, onOpen }: QueueProps) {
  return (
    <section className="panel q" aria-label="Queue">
      <DataTable
        label="Requests"
        className="tb-q"
        rows={rows}
        columns={columns}
        rowId={(request) => request.requestId}
        right={['amount', 'deadline']}
        isSelected={(request) => request.requestId === selectedId}
        onOpen={onOpen}
        before={(request, index) =>
          rows[index - 1]?.accountName === request.accountName ? null : <Lane rows={rows} of={request} />
        }
      />
    </section>
  );
}

function Lane({ rows, of: first }: { readonly rows: readonly RequestSummaryView[]; readonly of: RequestSummaryView }) {
  const account = useChainOf(first.accountName);
  const open = rows.filter((row) => row.accountName === first.accountName && !isDone(row));
  return (
    <tr className="grp">
      <td colSpan={columns.length}>
        <span className="row">
          {account && <Icon of={chainIcons[account.chain]} size={14} />}
          <b>{first.accountName}</b>
          <span>
            {account && chainTitle(account.chainName)}
            {open.length > 0 && (
              <>
                {' · '}
                <Amount of={{ ...first.amount, value: openSum(open) }} /> asked for
              </>
            )}
          </span>
        </span>
      </td>
    </tr>
  );
}

function What({ request }: { readonly request: RequestSummaryView }) {
  return (
    <div className="q-i">
      <Link
        to="/requests/$requestId"
        params={{ requestId: request.requestId }}
        className="q-l"
        onClick={(event) => event.stopPropagation()}
      >
        <span className="t3">{request.label}</span> <RequestTitle request={request} />
      </Link>
      <small>
        {request.purpose === '' ? '' : `${request.purpose} · `}by {request.initiatorName}
      </small>
    </div>
  );
}

function Deadline({ request }: { readonly request: RequestSummaryView }) {
  const now = useNow();
  const created = ageWords(now - Number(request.createdAt));
  if (isDone(request))
    return (
      <>
        <span className="num">{request.status}</span>
        <small>asked {dayAndTime(Number(request.createdAt), now)}</small>
      </>
    );
  const left = Number(request.expiresAt) - now;
  return (
    <>
      <span className={`num${left < 4 * 3_600_000 ? ' c-wait' : ''}`}>{spanWords(left)}</span>
      <small>asked {created} ago</small>
    </>
  );
}
