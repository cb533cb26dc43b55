import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { RequestSummaryView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useRequests, useWorkspace } from '../../api/queries.ts';
import { Count } from '../../components/Amount.tsx';
import { Empty } from '../../components/Empty.tsx';
import { IconSignature } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { PageHead } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { isDone } from '../../components/StatusChip.tsx';
import { TabBar } from '../../components/TabBar.tsx';
import { ageWords } from '../../components/time.ts';
import { useKey } from '../../frame/use-global-keys.ts';
import { Queue } from './Queue.tsx';
import { inOrder } from './order.ts';
import './approvals.css';

type View = 'mine' | 'open' | 'done';

const belongs: Record<View, (request: RequestSummaryView) => boolean> = {
  mine: (request) => request.needs === 'you',
  open: (request) => !isDone(request),
  done: isDone,
};

/** The queue: decide in the right order. */
export function Approvals() {
  const requests = useRequests();
  const navigate = useNavigate();
  const search = useSearch({ from: '/approvals' });
  const all = requests.data ?? [];
  const view: View = search.view ?? (all.some(belongs.mine) || all.every(isDone) ? 'mine' : 'open');
  const rows = inOrder(all.filter(belongs[view]), view === 'done' ? 'newest' : 'deadline');
  const choose = (next: View) => void navigate({ to: '/approvals', search: { view: next } });
  return (
    <>
      <PageHead
        title="Approvals"
        sub="Ordered by deadline inside each account. Approving opens the review; the token decides."
      />
      <TabBar
        label="Which requests"
        at={view}
        onChoose={choose}
        tabs={[
          { id: 'mine', title: 'Needs me', count: all.filter(belongs.mine).length, tone: 'solid' },
          { id: 'open', title: 'All open', count: all.filter(belongs.open).length },
          { id: 'done', title: 'Done' },
        ]}
      />
      <div role="tabpanel" aria-labelledby={`tab-${view}`} className="q-panel">
        {requests.error !== null && (
          <Problem error={requests.error} action={{ label: 'Try again', run: () => void requests.refetch() }} />
        )}
        {requests.data === undefined && requests.error === null && (
          <Loading step="Reading requests from the log" lines={3} />
        )}
        {requests.data !== undefined && (
          <List key={view} rows={rows} view={view} all={all} onShowOpen={() => choose('open')} />
        )}
      </div>
    </>
  );
}

interface ListProps {
  readonly rows: readonly RequestSummaryView[];
  readonly all: readonly RequestSummaryView[];
  readonly view: View;
  readonly onShowOpen: () => void;
}

function List({ rows, all, view, onShowOpen }: ListProps) {
  const navigate = useNavigate();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const selected = rows[Math.min(at, rows.length - 1)];
  const open = (request: RequestSummaryView) =>
    void navigate({ to: '/requests/$requestId', params: { requestId: request.requestId } });
  const move = (step: 1 | -1) => {
    const next = Math.max(0, Math.min(at + step, rows.length - 1));
    setAt(next);
    // The focus goes along, so that the row is read out and scrolled to.
    list.current?.querySelectorAll<HTMLElement>('tbody [data-row] a')[next]?.focus();
  };
  useKey('j', () => move(1), rows.length > 0);
  useKey('k', () => move(-1), rows.length > 0);
  useKey('Enter', () => selected && open(selected), selected !== undefined);
  if (rows.length === 0) return <Nothing view={view} all={all} onShowOpen={onShowOpen} />;
  return (
    <div ref={list} className="q-panel">
      <Queue rows={rows} selectedId={selected?.requestId} onOpen={open} />
      <Foot />
    </div>
  );
}

function Foot() {
  const { data: workspace } = useWorkspace();
  const now = useNow();
  return (
    <div className="keys">
      <span>
        <kbd>j</kbd> <kbd>k</kbd> move
      </span>
      <span>
        <kbd>Enter</kbd> open
      </span>
      <span>
        <kbd>?</kbd> all keys
      </span>
      {workspace !== undefined && (
        <span className="keys-r">
          queue read from log entry <Count of={workspace.log.size - 1} />,{' '}
          {ageWords(now - Number(workspace.log.syncedAt))} ago
        </span>
      )}
    </div>
  );
}

function Nothing({ view, all, onShowOpen }: Omit<ListProps, 'rows'>) {
  const open = all.filter((request) => !isDone(request)).length;
  if (view === 'done')
    return (
      <div className="panel pad">
        <Empty icon={IconSignature} title="No request has ended yet.">
          Confirmed, rejected, cancelled and blocked requests stay here.
        </Empty>
      </div>
    );
  return (
    <div className="panel pad">
      <Empty
        icon={IconSignature}
        title={view === 'mine' ? 'Nothing needs you.' : 'No request is open.'}
        action={
          view === 'mine' && open > 0 ? (
            <Button variant="default" size="xs" onClick={onShowOpen}>
              Show all open
            </Button>
          ) : undefined
        }
      >
        {open === 0 ? 'A request appears here when somebody asks for a payment.' : `Others still work on ${open}.`}
      </Empty>
    </div>
  );
}
