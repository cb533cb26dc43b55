import type { CheckpointView, CoSignerView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { Count } from '../../components/Amount.tsx';
import { CoSignedBy } from '../../components/CoSignedBy.tsx';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconRosetteDiscountCheckFilled } from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';
import { dayAndTime } from '../../components/time.ts';

interface CheckpointListProps {
  readonly checkpoints: readonly CheckpointView[];
  readonly coSigners: readonly CoSignerView[];
}

const SHOWN = 6;

/** The newest checkpoints, and who has not signed one. */
export function CheckpointList({ checkpoints, coSigners }: CheckpointListProps) {
  const now = useNow();
  const newest = checkpoints.toSorted((left, right) => right.size - left.size).slice(0, SHOWN);
  return (
    <Panel title="Checkpoints" aside={checkpoints.length > 1 ? `${checkpoints.length} in this log` : undefined}>
      {newest.length === 0 && <p className="t2">The first appears when the co-signers have signed the log’s root.</p>}
      <ol className="cpl">
        {newest.map((checkpoint) => {
          const isFull = checkpoint.signedBy.length === checkpoint.coSignerCount;
          return (
            <li key={checkpoint.size}>
              <Icon of={IconRosetteDiscountCheckFilled} size={18} className={isFull ? 'c-ok' : 'c-wait'} />
              <span>
                <b>
                  <Count of={checkpoint.size} />
                </b>{' '}
                {dayAndTime(Number(checkpoint.time), now)}
                <small>
                  root <HashPrefix of={checkpoint.rootHash} groups={4} />
                </small>
              </span>
              <CoSignedBy checkpoint={checkpoint} coSigners={coSigners} hasNames={false} />
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
