import type { RequestDetailView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { Icon } from '../../components/Icon.tsx';
import {
  IconArrowsExchange2,
  IconBroadcast,
  IconCircleCheckFilled,
  IconSignature,
  IconStack2,
  IconX,
  type TablerIcon,
} from '../../components/icons.ts';
import { stopwatch } from '../../components/time.ts';

type PhaseView = RequestDetailView['phases'][number];

const faces: Record<PhaseView['phase'], readonly [icon: TablerIcon, name: string]> = {
  approval: [IconSignature, 'Approval'],
  mpc: [IconArrowsExchange2, 'MPC'],
  broadcast: [IconBroadcast, 'Broadcast'],
  confirm: [IconStack2, 'Confirm'],
};
const classes: Record<PhaseView['state'], string> = {
  done: '',
  running: ' ph-on',
  waiting: ' ph-no',
  failed: ' ph-bad',
};

/** One clock per phase; a phase that has not begun shows a dash, not zero. */
export function PhaseClocks({ phases }: { readonly phases: readonly PhaseView[] }) {
  return (
    <ol className="ph" aria-label="Phases">
      {phases.map((phase) => (
        <Phase key={phase.phase} phase={phase} />
      ))}
    </ol>
  );
}

function Phase({ phase }: { readonly phase: PhaseView }) {
  const now = useNow(200);
  const [icon, name] = faces[phase.phase];
  const end = phase.endedAt === null ? now : Number(phase.endedAt);
  const isBegun = phase.startedAt !== null && phase.state !== 'waiting';
  const shown = phase.state === 'done' ? IconCircleCheckFilled : phase.state === 'failed' ? IconX : icon;
  return (
    <li className={`ph-i${classes[phase.state]}`} aria-current={phase.state === 'running' ? 'step' : undefined}>
      <b>
        <Icon of={shown} className={phase.state === 'done' ? 'c-ok' : ''} />
        {name}
        <span className="sr">, {phase.state}</span>
      </b>
      <span className="ph-c">{isBegun ? stopwatch(Math.max(0, end - Number(phase.startedAt))) : '–'}</span>
      <small>{phase.detail}</small>
      <span className={`ph-bar ph-bar-${phase.state}`}>
        <i />
      </span>
    </li>
  );
}
