import { useWorkspace } from '../../api/queries.ts';
import { Alerts } from './Alerts.tsx';
import { Balances } from './Balances.tsx';
import { CheckpointPanel } from './CheckpointPanel.tsx';
import { KeyHealth } from './KeyHealth.tsx';
import { Latest } from './Latest.tsx';
import { NeedsMe } from './NeedsMe.tsx';
import { Policy } from './Policy.tsx';
import { Total } from './Total.tsx';
import './overview.css';

/** What we own, what needs me, is anything wrong. */
export function Overview() {
  const { data: workspace } = useWorkspace();
  if (workspace === undefined) return null;
  return (
    <>
      <h1 className="sr">Overview</h1>
      <div className="ov">
        <div className="ov-l">
          <Total />
          <Balances />
          <Policy policy={workspace.policy} />
          <Latest />
        </div>
        <div className="ov-r">
          <NeedsMe />
          <Alerts coSigners={workspace.coSigners} />
          <KeyHealth coSigners={workspace.coSigners} />
          <CheckpointPanel workspace={workspace} />
        </div>
      </div>
    </>
  );
}
