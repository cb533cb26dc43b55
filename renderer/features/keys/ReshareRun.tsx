import { useState, type ReactNode } from 'react';
import type { CoSignerView, ReshareView, VaultView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Count } from '../../components/Amount.tsx';
import { Chip, type Tone } from '../../components/Chip.tsx';
import {
  IconArrowsExchange2,
  IconCheck,
  IconClock,
  IconPlayerStop,
  IconX,
  type TablerIcon,
} from '../../components/icons.ts';
import { listOf } from '../../components/list-of.ts';
import { Panel } from '../../components/Panel.tsx';
import { dayAndTime, stopwatch } from '../../components/time.ts';
import { changeOf } from './committee.ts';
import { ResharePending } from './ResharePending.tsx';
import { ReshareProgress } from './ReshareProgress.tsx';
import { ReshareReview } from './ReshareReview.tsx';

type Face = readonly [tone: Tone, icon: TablerIcon, word: string];
const faces: Record<ReshareView['status'], Face> = {
  pending: ['wait', IconClock, 'waits for tokens'],
  running: ['ink', IconArrowsExchange2, 'running'],
  failed: ['bad', IconX, 'failed'],
  impossible: ['idle', IconPlayerStop, 'over, without effect'],
  active: ['ok', IconCheck, 'in force'],
};

interface ReshareRunProps {
  readonly vault: VaultView;
  readonly reshare: ReshareView;
}

/** The latest change of a vault's shares, from the proposal to the old shares' end. */
export function ReshareRun({ vault, reshare }: ReshareRunProps) {
  const now = useNow();
  // The review outlives the wait that it ends, so that its end can be read.
  const [isReviewing, setReviewing] = useState(false);
  const [tone, icon, word] = faces[reshare.status];
  const { startedAt, elapsed } = reshare;
  const time = startedAt !== null && elapsed !== null ? stopwatch(elapsed) : null;
  return (
    <Panel
      level={3}
      className="rs"
      title={
        <>
          {reshare.reason === 'refresh' ? 'Refresh of the shares' : 'Change of share holders'}
          <Chip tone={tone} icon={icon}>
            {word}
          </Chip>
        </>
      }
      aside={
        <>
          <span>
            epoch {reshare.epoch} to {reshare.nextEpoch} · {reshare.proposedByName},{' '}
            {dayAndTime(Number(reshare.proposedAt), now)}, entry <Count of={reshare.logIndex} />
          </span>
          {time !== null && <b className="num">{time}</b>}
        </>
      }
    >
      <div className="rs-b">
        <WhatChanges reshare={reshare} />
        {reshare.status === 'pending' ? (
          <ResharePending vault={vault} reshare={reshare} onReview={() => setReviewing(true)} />
        ) : (
          <ReshareProgress vault={vault} reshare={reshare} />
        )}
      </div>
      {isReviewing && <ReshareReview vault={vault} reshare={reshare} onClose={() => setReviewing(false)} />}
    </Panel>
  );
}

/** "Compliance leaves, HSM-to-be 2 joins. Any 2 of 3 sign, as before." */
function WhatChanges({ reshare }: { readonly reshare: ReshareView }) {
  const coSigners = useCoSigners();
  const partiesOf = (pids: readonly string[]): CoSignerView[] => pids.flatMap((pid) => coSigners.get(pid) ?? []);
  const before = { minSigners: reshare.before.minSigners, holders: partiesOf(reshare.before.holders) };
  const after = { minSigners: reshare.after.minSigners, holders: partiesOf(reshare.after.holders) };
  const { leaving, joining } = changeOf(before, after);
  const was = `${reshare.before.minSigners} of ${reshare.before.holders.length}`;
  const becomes = `${reshare.after.minSigners} of ${reshare.after.holders.length}`;
  const names = (of: readonly CoSignerView[]): ReactNode => <b>{listOf(of.map(({ name }) => name))}</b>;
  if (reshare.reason === 'refresh')
    return <p className="t2">New shares for the same holders. Any {becomes} sign, as before.</p>;
  return (
    <p>
      {leaving.length > 0 && (
        <>
          {names(leaving)} {leaving.length === 1 ? 'leaves' : 'leave'}
          {joining.length > 0 ? ', ' : '. '}
        </>
      )}
      {joining.length > 0 && (
        <>
          {names(joining)} {joining.length === 1 ? 'joins' : 'join'}.{' '}
        </>
      )}
      Any {becomes} sign, {was === becomes ? 'as before' : `where it was ${was}`}.
    </p>
  );
}

/** All co-signers of the workspace by pid, whether they hold a share or not. */
function useCoSigners(): ReadonlyMap<string, CoSignerView> {
  const { data: workspace } = useWorkspace();
  return new Map((workspace?.coSigners ?? []).map((coSigner) => [coSigner.pid, coSigner]));
}
