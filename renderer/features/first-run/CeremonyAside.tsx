import type { CeremonyView } from '../../../src/contract/views.ts';
import { Icon } from '../../components/Icon.tsx';
import {
  IconCircleCheck,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconLoader2,
  IconX,
  type TablerIcon,
} from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';

type Check = CeremonyView['preflight'][number];
const checkFaces: Record<Check['state'], readonly [icon: TablerIcon, className: string]> = {
  done: [IconCircleCheck, 'c-ok'],
  running: [IconLoader2, 'c-ink spin'],
  waiting: [IconCircleDashed, 'c-wait'],
  failed: [IconX, 'c-bad'],
};

interface CeremonyAsideProps {
  readonly ceremony: CeremonyView;
  readonly level?: 2 | 3;
  /** Whether this console can begin it anew from here. */
  readonly canRetry?: boolean;
}

/** What was checked before, who has confirmed the same key, and what happens on a failure. */
export function CeremonyAside({ ceremony, level = 2, canRetry = true }: CeremonyAsideProps) {
  const isOpen = ceremony.state !== 'cancelled' && ceremony.state !== 'failed';
  const isGreen = ceremony.preflight.every((check) => check.state === 'done');
  return (
    <div className="ce-r">
      <Panel level={level} title="Before we begin" aside={isGreen ? 'all checked' : undefined}>
        <ul className="chk">
          {ceremony.preflight.map((check) => (
            <li key={check.label}>
              <Icon of={checkFaces[check.state][0]} className={checkFaces[check.state][1]} />
              <span>
                {check.label}
                <span className="sr">, {check.state}</span>
              </span>
              <small>{check.detail}</small>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel
        level={level}
        title="Same key at every co-signer"
        aside={`${ceremony.confirmedBy.length} of ${ceremony.parties.length}`}
      >
        <ul className="chk">
          {ceremony.parties.map((party) => {
            const isConfirmed = ceremony.confirmedBy.includes(party.pid);
            return (
              <li key={party.pid}>
                <Icon
                  of={isConfirmed ? IconCircleCheckFilled : IconCircleDashed}
                  className={isConfirmed ? 'c-ok' : isOpen ? 'c-wait' : 't3'}
                />
                <span>{party.name}</span>
                <small>{isConfirmed ? 'confirmed' : isOpen ? 'waiting' : 'not confirmed'}</small>
              </li>
            );
          })}
        </ul>
      </Panel>
      <Panel level={level} title="If something fails">
        <p className="t2">
          The co-signer at fault is named, everything made so far is erased, and{' '}
          {canRetry ? 'you try again.' : 'the host of the workspace proposes it again.'}
        </p>
      </Panel>
    </div>
  );
}
