import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { RequestDetailView } from '../../../src/contract/views.ts';
import { TabBar, type Tab } from '../../components/TabBar.tsx';
import type { RequestTab } from '../../frame/router.tsx';
import { latestSession } from './facts.ts';
import { HistoryTab } from './HistoryTab.tsx';
import { PeopleTab } from './PeopleTab.tsx';
import { PolicyTab } from './PolicyTab.tsx';
import { RawTab } from './RawTab.tsx';

const order: readonly RequestTab[] = ['people', 'policy', 'history', 'raw'];

/** People & nodes, Policy, History, Raw; Alt and a number go straight there. */
export function RequestTabs({ detail }: { readonly detail: RequestDetailView }) {
  const navigate = useNavigate();
  const { tab: at = 'people' } = useSearch({ from: '/requests/$requestId' });
  const requestId = detail.summary.requestId;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const tab = event.altKey ? order[Number(event.key) - 1] : undefined;
      if (tab === undefined) return;
      event.preventDefault();
      void navigate({ to: '/requests/$requestId', params: { requestId }, search: { tab } });
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [navigate, requestId]);
  const refusals = latestSession(detail)?.verdicts.filter(({ answer }) => answer === 'refuse').length ?? 0;
  const tabs: readonly Tab<RequestTab>[] = [
    { id: 'people', title: 'People & nodes', count: refusals, tone: 'bad' },
    { id: 'policy', title: 'Policy' },
    { id: 'history', title: 'History', count: detail.history.length },
    { id: 'raw', title: 'Raw' },
  ];
  return (
    <section className="panel rq-p" aria-label="Details">
      <div className="rq-tabs">
        <TabBar
          label="Details"
          tabs={tabs}
          at={at}
          onChoose={(tab) => void navigate({ to: '/requests/$requestId', params: { requestId }, search: { tab } })}
        />
      </div>
      <div role="tabpanel" aria-labelledby={`tab-${at}`} tabIndex={0} className="rq-tab">
        {at === 'people' && <PeopleTab detail={detail} />}
        {at === 'policy' && <PolicyTab detail={detail} />}
        {at === 'history' && <HistoryTab detail={detail} />}
        {at === 'raw' && <RawTab detail={detail} />}
      </div>
    </section>
  );
}
