import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { RequestDetailView, SessionView } from '../../../src/contract/views.ts';
import { useRequest } from '../../api/queries.ts';
import { Amount } from '../../components/Amount.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconArrowLeft } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { PageHead } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { StatusChip } from '../../components/StatusChip.tsx';
import { useKey } from '../../frame/use-global-keys.ts';
import { DissentReadings } from '../request/DissentReadings.tsx';
import { latestSession } from '../request/facts.ts';
import { Receipt } from '../request/Receipt.tsx';
import { Agreement } from './Agreement.tsx';
import { CancelSigning } from './CancelSigning.tsx';
import { PhaseClocks } from './PhaseClocks.tsx';
import { Rounds } from './Rounds.tsx';
import { SessionLog } from './SessionLog.tsx';
import '../request/request.css';
import './signing.css';

/** The live signing view, and afterwards its record. */
export function SigningPage() {
  const { requestId } = useParams({ from: '/requests/$requestId/signing' });
  const request = useRequest(requestId, true);
  const navigate = useNavigate();
  useKey('Escape', () => void navigate({ to: '/requests/$requestId', params: { requestId } }));
  const session = request.data === undefined ? undefined : latestSession(request.data);
  const problem = request.error !== null && (
    <Problem error={request.error} action={{ label: 'Try again', run: () => void request.refetch() }} />
  );
  if (request.data !== undefined && session !== undefined)
    return (
      <>
        {problem}
        <SigningScreen detail={request.data} session={session} />
      </>
    );
  return (
    <>
      <PageHead title="Signing" />
      {problem || <Loading step="Waiting for the session to be proposed" />}
    </>
  );
}

interface SigningScreenProps {
  readonly detail: RequestDetailView;
  readonly session: SessionView;
}

function SigningScreen({ detail, session }: SigningScreenProps) {
  const { summary } = detail;
  return (
    <>
      <PageHead
        crumb={
          <Link to="/requests/$requestId" params={{ requestId: summary.requestId }} className="crumb">
            <Icon of={IconArrowLeft} size={14} />
            {summary.label}
          </Link>
        }
        title={
          <>
            {summary.title}
            <StatusChip request={summary} />
          </>
        }
        sub={<SignerSet detail={detail} session={session} />}
        actions={<CancelSigning key={session.sessionId} session={session} requestId={summary.requestId} />}
      />
      <PhaseClocks phases={detail.phases} />
      <div className="sg">
        <div className="sg-l">
          {session.state === 'refused' && <DissentReadings detail={detail} session={session} />}
          <Rounds detail={detail} session={session} />
          {detail.receipt !== null && <Receipt detail={detail} receipt={detail.receipt} hasSigningLink={false} />}
        </div>
        <div className="sg-r">
          <Agreement session={session} />
          <SessionLog detail={detail} session={session} />
        </div>
      </div>
    </>
  );
}

function SignerSet({ detail, session }: SigningScreenProps) {
  const holders = session.verdicts.map(({ coSigner }) => coSigner);
  const names = (isIn: boolean) =>
    holders.filter(({ pid }) => session.signers.includes(pid) === isIn).map(({ name }) => name);
  const idle = names(false);
  return (
    <span className="sg-sub">
      <Amount of={detail.summary.amount} isExact />
      <span>
        {detail.summary.accountName}, {detail.intent.chainName}
      </span>
      <span>
        signers {names(true).join(', ')}
        {idle.length > 0 && `; standing by: ${idle.join(', ')}`}
      </span>
    </span>
  );
}
