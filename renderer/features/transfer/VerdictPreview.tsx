import type { PolicyVerdictView } from '../../../src/contract/views.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconScale, IconShieldX } from '../../components/icons.ts';
import { decidingSeats, stageNeed } from '../../components/Quorum.tsx';

/** What the policy says before anything is submitted: who must act, by name, or why nobody can. */
export function VerdictPreview({ verdict }: { readonly verdict: PolicyVerdictView }) {
  const { data: workspace } = useWorkspace();
  const version = workspace === undefined ? '' : `policy v${workspace.policy.version}`;
  if (verdict.type === 'denied') return <Denied verdict={verdict} version={version} />;
  const people = verdict.stages.reduce((sum, stage) => sum + stage.quorum, 0);
  return (
    <div className="sd-s sd-ink" role="status">
      <div className="sd-l">
        <span>Policy verdict before submitting</span>
        <span>
          rule {verdict.ruleId}, {version}
        </span>
      </div>
      <b className="row sd-v">
        <Icon of={IconScale} className="c-ink" />
        {people === 0 ? 'Allowed without approval' : `Allowed with ${people === 1 ? '1 person' : `${people} people`}`}
      </b>
      <ol className="vstages">
        {verdict.stages.map((stage, index) => (
          <li key={index}>
            <span className="t3 num">{index + 1}</span>
            <span>
              <b>{stage.groupName}</b>
              {stageNeed(stage) !== '' && `, ${stageNeed(stage)}`}
            </span>
            <small>{seatWords(stage)}</small>
          </li>
        ))}
      </ol>
    </div>
  );
}

function seatWords(stage: Parameters<typeof decidingSeats>[0]): string {
  const open = decidingSeats(stage).map(({ name }) => name);
  const isInitiatorIn = stage.seats.some(({ state }) => state === 'initiator');
  return `${open.join(', ')}${isInitiatorIn ? '; you ask, so not you' : ''}`;
}

interface DeniedProps {
  readonly verdict: Extract<PolicyVerdictView, { type: 'denied' }>;
  readonly version: string;
}

function Denied({ verdict, version }: DeniedProps) {
  return (
    <div className="sd-s sd-bad" role="status">
      <div className="sd-l">
        <span>Policy verdict before submitting</span>
        <span>
          {verdict.code}, {version}
        </span>
      </div>
      <b className="row sd-v c-bad">
        <Icon of={IconShieldX} />
        Blocked by policy
      </b>
      <p>{verdict.reason}</p>
      <NearMisses verdict={verdict} />
    </div>
  );
}

function NearMisses({ verdict }: { readonly verdict: DeniedProps['verdict'] }) {
  return (
    <ul className="vstages near">
      {verdict.nearMisses.slice(0, 5).map((miss) => (
        <li key={miss.ruleId}>
          <b>{miss.ruleId}</b>
          <span className="t2">{miss.because}</span>
        </li>
      ))}
    </ul>
  );
}
