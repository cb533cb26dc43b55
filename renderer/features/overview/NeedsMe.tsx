import { Link } from '@tanstack/react-router';
import type { RequestSummaryView, VaultView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useRequests, useVaults } from '../../api/queries.ts';
import { Amount } from '../../components/Amount.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconArrowUpRight, IconKey } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { NoticeChip } from '../../components/NoticeChip.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { RequestTitle } from '../../components/RequestTitle.tsx';
import { isDone } from '../../components/StatusChip.tsx';
import { spanWords } from '../../components/time.ts';

const SHOWN = 3;

/** The requests that wait for me, nearest deadline first. */
export function NeedsMe() {
  const requests = useRequests();
  const mine = (requests.data ?? [])
    .filter((request) => request.needs === 'you')
    .sort((left, right) => Number(left.expiresAt - right.expiresAt));
  const changes = (useVaults().data ?? []).filter(({ reshare }) => reshare?.can.approve === true);
  const count = mine.length + changes.length;
  const othersOpen = (requests.data ?? []).filter((request) => request.needs !== 'you' && !isDone(request)).length;
  return (
    <Panel
      title={<>Needs you {count > 0 && <span className="cnt cnt-solid">{count}</span>}</>}
      aside={
        <Link to="/approvals" className="lnk">
          Open queue <kbd className="kbd">g q</kbd>
        </Link>
      }
      isPadded={false}
    >
      {requests.error !== null && <Problem error={requests.error} />}
      {requests.data === undefined && requests.error === null && (
        <div className="pad">
          <Loading step="Reading requests from the log" />
        </div>
      )}
      {requests.data !== undefined && count === 0 && (
        <p className="pad">
          <b>Nothing needs you.</b>{' '}
          <span className="t2">{othersOpen === 0 ? 'No request is open.' : `Others still work on ${othersOpen}.`}</span>
        </p>
      )}
      {changes.map((vault) => (
        <NeedForShares key={vault.vaultId} vault={vault} />
      ))}
      {mine.slice(0, SHOWN).map((request) => (
        <Need key={request.requestId} request={request} />
      ))}
    </Panel>
  );
}

function Need({ request }: { readonly request: RequestSummaryView }) {
  const now = useNow();
  return (
    <Link to="/requests/$requestId" params={{ requestId: request.requestId }} className="need">
      <span className="row-b t3">
        <span className="row">
          <Icon of={IconArrowUpRight} size={14} />
          {request.label}
        </span>
        {spanWords(Number(request.expiresAt) - now)} left
      </span>
      <span className="need-t">
        <span>
          <RequestTitle request={request} />
        </span>
        <Amount of={request.amount} />
      </span>
      <span className="row-b t2">
        {request.accountName} · asked by {request.initiatorName}
        <NoticeChip request={request} />
      </span>
    </Link>
  );
}

/** A change of who holds the shares is no payment, and decides about all of them: it stands first. */
function NeedForShares({ vault }: { readonly vault: VaultView }) {
  const now = useNow();
  const { reshare } = vault;
  if (reshare === null) return null;
  return (
    <Link to="/keys" search={{ vault: vault.vaultId }} className="need">
      <span className="row-b t3">
        <span className="row">
          <Icon of={IconKey} size={14} />
          Key
        </span>
        {reshare.approveBy !== null && `${spanWords(Number(reshare.approveBy) - now)} left`}
      </span>
      <span className="need-t">
        <span>
          New share holders for <b>{vault.name}</b>
        </span>
      </span>
      <span className="row-b t2">
        {reshare.approvals.length} of {reshare.needed} tokens · asked by {reshare.proposedByName}
      </span>
    </Link>
  );
}
