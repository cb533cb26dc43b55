import { Link } from '@tanstack/react-router';
import type { WorkspaceView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { Count } from '../../components/Amount.tsx';
import { CoSignedBy } from '../../components/CoSignedBy.tsx';
import { Panel } from '../../components/Panel.tsx';
import { dayAndTime } from '../../components/time.ts';

/** The newest checkpoint and who stands behind it. */
export function CheckpointPanel({ workspace }: { readonly workspace: WorkspaceView }) {
  const now = useNow();
  const { checkpoint, log } = workspace;
  return (
    <Panel
      title="Checkpoint"
      aside={
        <Link to="/log" className="lnk">
          Audit log <kbd className="kbd">g l</kbd>
        </Link>
      }
    >
      {checkpoint === null ? (
        <p className="t2">The first checkpoint appears when the co-signers have signed the log’s root.</p>
      ) : (
        <dl className="kv kv-s">
          <dt>Covers</dt>
          <dd>
            <Count of={checkpoint.size} /> of <Count of={log.size} /> entries,{' '}
            {dayAndTime(Number(checkpoint.time), now)}
          </dd>
          <dt>Co-signed</dt>
          <dd>
            <CoSignedBy checkpoint={checkpoint} coSigners={workspace.coSigners} />
          </dd>
        </dl>
      )}
    </Panel>
  );
}
