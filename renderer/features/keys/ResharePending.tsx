import { Button } from '@mantine/core';
import type { ReshareView, VaultView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconCheck, IconCircleDashed, IconSignature } from '../../components/icons.ts';
import { TokenScreens } from '../../components/TokenScreens.tsx';
import { clockTime, dayAndTime } from '../../components/time.ts';
import { CancelReshare } from './CancelReshare.tsx';

interface ResharePendingProps {
  readonly vault: VaultView;
  readonly reshare: ReshareView;
  readonly onReview: () => void;
}

/** Who has approved, who is missing, and my own decision with the words of my token. */
export function ResharePending({ vault, reshare, onReview }: ResharePendingProps) {
  const { data: workspace } = useWorkspace();
  const now = useNow();
  const { approvals, needed, can } = reshare;
  const open = (workspace?.members ?? []).filter(({ name }) => approvals.every((approval) => approval.name !== name));
  return (
    <>
      <div className="rs-ap">
        <b>
          {needed} officers approve, {approvals.length} {approvals.length === 1 ? 'has' : 'have'}
        </b>
        <ul className="chk" aria-label="Approvals of the change">
          {approvals.map(({ name, at, logIndex }) => (
            <li key={name}>
              <Icon of={IconCheck} className="c-ok" />
              <span>{name}</span>
              <small className="num">
                {clockTime(Number(at), true)}, entry {logIndex}
              </small>
            </li>
          ))}
          {open.map(({ name, isMe }) => (
            <li key={name}>
              <Icon of={IconCircleDashed} className="c-wait" />
              <span>{isMe ? `${name}, you` : name}</span>
              <small>can approve</small>
            </li>
          ))}
        </ul>
        {reshare.approveBy !== null && (
          <p className="t3 ky-p">
            Until {dayAndTime(Number(reshare.approveBy), now)}; later it is over without effect.
          </p>
        )}
      </div>
      {can.approve && (
        <div className="rs-t">
          <span className="t3">Your token will show this, word for word</span>
          <TokenScreens screens={reshare.tokenScreens} canShow={workspace?.me.token.canShow ?? true} />
        </div>
      )}
      <div className="rs-a">
        <span className="t2" role="status">
          {can.approve ? '' : can.why}
        </span>
        <CancelReshare vault={vault} reshare={reshare} />
        {can.approve && (
          <Button leftSection={<Icon of={IconSignature} />} onClick={onReview}>
            Review & approve
          </Button>
        )}
      </div>
    </>
  );
}
