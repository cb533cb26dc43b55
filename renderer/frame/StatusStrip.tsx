import type { CheckpointView, WorkspaceView } from '../../src/contract/views.ts';
import { useNow } from '../api/clock.ts';
import { useStatus } from '../api/queries.ts';
import { Count } from '../components/Amount.tsx';
import { HashPrefix } from '../components/HashBlock.tsx';
import { Icon } from '../components/Icon.tsx';
import { IconListCheck, IconPackage, IconScale } from '../components/icons.ts';
import { clockTime, fullDate, timeZone } from '../components/time.ts';

/** Which rules, which log, which build, what time. */
export function StatusStrip({ workspace }: { readonly workspace: WorkspaceView | undefined }) {
  const { data: status } = useStatus();
  const now = useNow();
  return (
    <footer className="strip">
      {workspace !== undefined && (
        <>
          <span>
            <Icon of={IconScale} size={12} />
            Policy <b>v{workspace.policy.version}</b> <HashPrefix of={workspace.policy.hash} />
          </span>
          <Checkpoint checkpoint={workspace.checkpoint} />
        </>
      )}
      {status !== undefined && (
        <span>
          <Icon of={IconPackage} size={12} />
          Build {status.version} <HashPrefix of={status.buildHash} />
        </span>
      )}
      {status !== undefined && status.notice !== '' && <span className="c-wait">{status.notice}</span>}
      <span className="strip-r">
        {fullDate(now)} <b className="num">{clockTime(now)}</b> {timeZone()}
      </span>
    </footer>
  );
}

function Checkpoint({ checkpoint }: { readonly checkpoint: CheckpointView | null }) {
  return (
    <span>
      <Icon of={IconListCheck} size={12} />
      {checkpoint === null ? (
        'No checkpoint yet'
      ) : (
        <>
          Checkpoint{' '}
          <b>
            <Count of={checkpoint.size} />
          </b>{' '}
          co-signed {checkpoint.signedBy.length} of {checkpoint.coSignerCount}
        </>
      )}
    </span>
  );
}
