import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RequestDetailView } from '../../../src/contract/views.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconSignature } from '../../components/icons.ts';
import { TokenScreens } from '../../components/TokenScreens.tsx';
import { useConfirmKey } from '../../frame/use-global-keys.ts';
import { Receipt } from './Receipt.tsx';
import { ReviewDialog } from './ReviewDialog.tsx';
import { StartSigning } from '../signing/StartSigning.tsx';
import { latestSession } from './facts.ts';

/** The decision, and the review above it: the review outlives its button, so that its end can be read. */
export function Dock({ detail }: DockProps) {
  const [isReviewing, setReviewing] = useState(false);
  return (
    <>
      <Decision detail={detail} onReview={() => setReviewing(true)} isReviewing={isReviewing} />
      {isReviewing && <ReviewDialog detail={detail} onClose={() => setReviewing(false)} />}
    </>
  );
}

interface DecisionProps extends DockProps {
  readonly isReviewing: boolean;
  readonly onReview: () => void;
}

/** In one frame with what the token will show. Exactly one thing is asked at a time. */
function Decision({ detail, isReviewing, onReview }: DecisionProps) {
  const session = latestSession(detail);
  const isRunning = session?.state === 'judging' || session?.state === 'running';
  if (detail.receipt !== null) return <Receipt detail={detail} receipt={detail.receipt} />;
  if (session?.state === 'refused') return <NoOverride detail={detail} />;
  if (detail.can.approve) return <Approve detail={detail} isReviewing={isReviewing} onReview={onReview} />;
  if (isRunning || ['signing', 'signed', 'broadcast'].includes(detail.summary.status))
    return <Running detail={detail} />;
  if (detail.can.sign) return <Sign detail={detail} />;
  return (
    <section className="dock dock-idle" aria-label="Approval">
      <p className="t2">{detail.can.why === '' ? 'Nothing is asked of you here.' : detail.can.why}</p>
    </section>
  );
}

type DockProps = { readonly detail: RequestDetailView };

function Approve({ detail, isReviewing, onReview }: DecisionProps) {
  const { data: workspace } = useWorkspace();
  useConfirmKey(onReview, !isReviewing);
  const token = workspace?.me.token;
  return (
    <section className="dock" aria-label="Approval">
      <div className="dock-t">
        <div className="row-b">
          <b>Your token will show this, word for word</b>
          <span className="t3">{token?.kind === 'simulated' ? 'simulated token, demo only' : token?.kind}</span>
        </div>
        <TokenScreens screens={detail.tokenScreens} canShow={token?.canShow ?? true} />
      </div>
      <div className="dock-a">
        <Button size="md" leftSection={<Icon of={IconSignature} />} disabled={token === undefined} onClick={onReview}>
          Review & approve
        </Button>
        <small>
          Then compare on the token and confirm there. <span className="kbd">Ctrl Enter</span>
        </small>
      </div>
    </section>
  );
}

function Sign({ detail }: DockProps) {
  const failed = latestSession(detail);
  return (
    <section className="dock" aria-label="Approval">
      <div className="dock-t dock-c">
        <b>{failed === undefined ? 'All approvals are there.' : 'The last attempt ended without a signature.'}</b>
        <span className="t2">
          The transaction is built now, every co-signer judges its bytes, then they sign together. Approvals stay.
        </span>
      </div>
      <div className="dock-a">
        <StartSigning detail={detail} isMain />
      </div>
    </section>
  );
}

function Running({ detail }: DockProps) {
  const navigate = useNavigate();
  const session = latestSession(detail);
  return (
    <section className="dock" aria-label="Approval">
      <div className="dock-t dock-c">
        <b>Signing is under way.</b>
        <span className="t2">{session?.waitingFor}</span>
      </div>
      <div className="dock-a">
        <Button
          size="md"
          onClick={() =>
            void navigate({ to: '/requests/$requestId/signing', params: { requestId: detail.summary.requestId } })
          }
        >
          Open signing
        </Button>
      </div>
    </section>
  );
}

function NoOverride({ detail }: DockProps) {
  return (
    <section className="dock dock-bad" aria-label="Approval">
      <div className="dock-t">
        <b>There is no override.</b>
        <span className="t2">
          A co-signer’s refusal can only be answered by bytes that are the intent, or by a new request. First find out
          which machine changed the bytes: this is how a tampered console looks.
        </span>
      </div>
      {detail.can.sign && (
        <div className="dock-a">
          <StartSigning detail={detail} />
        </div>
      )}
    </section>
  );
}
