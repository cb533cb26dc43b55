import { Button } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { RequestDetailView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useRequest } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconArrowLeft, IconX } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { PageHead } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { QuorumMeter } from '../../components/Quorum.tsx';
import { isDone, StatusChip } from '../../components/StatusChip.tsx';
import { dayAndTime, spanWords } from '../../components/time.ts';
import { useKey } from '../../frame/use-global-keys.ts';
import { CancelRequest } from './CancelRequest.tsx';
import { Dock } from './Dock.tsx';
import { RejectDialog } from './RejectDialog.tsx';
import { RequestTabs } from './RequestTabs.tsx';
import { RightsCard } from './RightsCard.tsx';
import './request.css';

/** One request: what it means at the left, who decides and how at the right, the decision below. */
export function RequestPage() {
  const { requestId } = useParams({ from: '/requests/$requestId' });
  const request = useRequest(requestId);
  const navigate = useNavigate();
  useKey('Escape', () => void navigate({ to: '/approvals' }));
  const problem = request.error !== null && (
    <Problem error={request.error} action={{ label: 'Try again', run: () => void request.refetch() }} />
  );
  if (request.data !== undefined)
    return (
      <>
        {problem}
        <RequestScreen key={requestId} detail={request.data} />
      </>
    );
  return (
    <>
      <PageHead title="Request" crumb={<BackToQueue />} />
      {problem || <Loading step="Reading the request and its verdicts from the log" lines={3} />}
    </>
  );
}

function RequestScreen({ detail }: { readonly detail: RequestDetailView }) {
  const [isRejecting, setRejecting] = useState(false);
  const { summary, can, verdict } = detail;
  return (
    <>
      <PageHead
        crumb={<BackToQueue />}
        title={
          <>
            {summary.title}
            <StatusChip request={summary} />
          </>
        }
        actions={
          <>
            <Deadline detail={detail} />
            {can.cancel && <CancelRequest requestId={summary.requestId} />}
            {can.reject && (
              <Button variant="default" leftSection={<Icon of={IconX} />} onClick={() => setRejecting(true)}>
                Reject
              </Button>
            )}
          </>
        }
      />
      <div className="rq">
        <RightsCard detail={detail} />
        <div className="rq-r">
          {verdict.type === 'allowed' && <QuorumMeter stages={verdict.stages} />}
          <RequestTabs detail={detail} />
          <Dock detail={detail} />
        </div>
      </div>
      <RejectDialog requestId={summary.requestId} isOpen={isRejecting} onClose={() => setRejecting(false)} />
    </>
  );
}

function BackToQueue() {
  return (
    <Link to="/approvals" className="crumb">
      <Icon of={IconArrowLeft} size={14} />
      Approvals
    </Link>
  );
}

function Deadline({ detail }: { readonly detail: RequestDetailView }) {
  const now = useNow();
  const { summary } = detail;
  const left = Number(summary.expiresAt) - now;
  return (
    <span className="t3">
      {summary.label} ·{' '}
      {isDone(summary) ? `asked ${dayAndTime(Number(summary.createdAt), now)}` : `${spanWords(left)} left`}
    </span>
  );
}
