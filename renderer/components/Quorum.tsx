import type { StageView } from '../../src/contract/views.ts';
import { Icon } from './Icon.tsx';
import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconHandStop,
  IconSignature,
  type TablerIcon,
} from './icons.ts';
import { clockTime } from './time.ts';

type Seat = StageView['seats'][number];
type StageState = 'ok' | 'you' | 'wait' | 'bad';

const seatFaces: Record<Seat['state'], readonly [className: string, icon: TablerIcon, word: string]> = {
  approved: ['ok', IconCircleCheckFilled, 'approved'],
  you: ['you', IconSignature, 'your turn'],
  waiting: ['wait', IconCircleDashed, 'waiting'],
  rejected: ['bad', IconHandStop, 'refused'],
  initiator: ['none', IconCircleMinus, 'initiator'],
  'not-needed': ['none', IconCircleMinus, 'not needed'],
};

/** The state of a whole stage: a refusal first, then what waits. */
export function stageState(stage: StageView): StageState {
  if (stage.seats.some((seat) => seat.state === 'rejected')) return 'bad';
  if (stage.isMet) return 'ok';
  return stage.seats.some((seat) => seat.state === 'you') ? 'you' : 'wait';
}

/** "any 1 of 2", or "both", as the stage's need in words. */
export function stageNeed(stage: StageView): string {
  const seats = stage.seats.length;
  if (seats === 1) return '';
  return stage.quorum === seats ? `all ${seats}` : `any ${stage.quorum} of ${seats}`;
}

/** The seats that decide a stage, for one line: who acted, else who may. */
export function decidingSeats(stage: StageView): Seat[] {
  const acted = stage.seats.filter((seat) => seat.state === 'approved' || seat.state === 'rejected');
  if (stage.isMet) return acted;
  const open = stage.seats.filter((seat) => seat.state === 'you' || seat.state === 'waiting');
  return [...acted, ...open];
}

/** One box per stage with every seat by role. */
export function QuorumMeter({ stages }: { readonly stages: readonly StageView[] }) {
  return (
    <ol className="qm" aria-label="Stages">
      {stages.map((stage, index) => (
        <li key={index} className={`qm-s qm-${stageState(stage)}`}>
          <div className="qm-h">
            <span className="qm-n">{index + 1}</span>
            <b>{stage.groupName}</b>
            <span className="t3">{stageNeed(stage)}</span>
          </div>
          <ul>
            {stage.seats.map((seat) => (
              <SeatLine key={seat.memberId} seat={seat} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function SeatLine({ seat }: { readonly seat: Seat }) {
  const [className, icon, word] = seatFaces[seat.state];
  const isTimed = seat.at !== null && seat.state === 'approved';
  return (
    <li className={`seat seat-${className}`}>
      <Icon of={icon} size={14} />
      <span className="seat-r">{seat.name}</span>
      <span className="seat-s">
        {isTimed && <span className="sr">approved </span>}
        {isTimed ? clockTime(Number(seat.at)) : word}
      </span>
    </li>
  );
}

/** One segment per stage with the deciding roles. */
export function QuorumLine({ stages }: { readonly stages: readonly StageView[] }) {
  return (
    <span className="ql">
      {stages.map((stage, index) => (
        <span key={index} className={`ql-s ql-${stageState(stage)}`}>
          <span className="sr">
            Stage {index + 1}, {stage.groupName}:{' '}
          </span>
          {decidingSeats(stage).map((seat) => {
            const [, icon, word] = seatFaces[seat.state];
            return (
              <span key={seat.memberId} className={`ql-p ql-p-${seatFaces[seat.state][0]}`}>
                <Icon of={icon} size={13} />
                {seat.name}
                <span className="sr">, {word}</span>
              </span>
            );
          })}
        </span>
      ))}
    </span>
  );
}
