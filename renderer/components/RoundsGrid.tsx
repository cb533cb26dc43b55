import { Fragment } from 'react';
import type { CellView, CoSignerView, RoundView } from '../../src/contract/views.ts';
import { kindIcons, placeOf } from './holders.ts';
import { Icon } from './Icon.tsx';
import {
  IconCheck,
  IconClockExclamation,
  IconDownload,
  IconLockExclamation,
  IconMinus,
  IconPointFilled,
  IconX,
  type TablerIcon,
} from './icons.ts';
import { elapsedWords } from './time.ts';

const faces: Record<CellView['state'], readonly [className: string, icon: TablerIcon, word: string]> = {
  verified: ['v', IconCheck, 'verified'],
  received: ['r', IconDownload, 'received'],
  waiting: ['w', IconPointFilled, 'waiting'],
  slow: ['slow', IconClockExclamation, 'slow'],
  rejected: ['x', IconX, 'rejected'],
  'standing-by': ['off', IconMinus, 'standing by'],
};

const NOT_REACHED = ['off', IconMinus, 'not reached'] as const;

interface RoundsGridProps {
  readonly parties: readonly CoSignerView[];
  readonly rounds: readonly RoundView[];
  readonly isDense?: boolean;
  /** The run has ended: nothing waits any more. */
  readonly hasEnded?: boolean;
}

/**
 * Rounds as rows, parties as columns; every cell says its state with icon, word and time. Stages have a heading each, and the red line
 * stands before the round that cannot be taken back.
 */
export function RoundsGrid({ parties, rounds, isDense = false, hasEnded = false }: RoundsGridProps) {
  const current = rounds.findIndex((round) => round.isCurrent);
  const release = rounds.findIndex((round) => round.isRelease);
  return (
    <div className={`rg rg-cols-${parties.length}${isDense ? ' rg-n' : ''}`} role="table" aria-label="Rounds by party">
      <Head parties={parties} />
      {rounds.map((round, index) => (
        <Fragment key={round.round}>
          {round.stage !== '' && round.stage !== rounds[index - 1]?.stage && <StageLine stage={round.stage} />}
          {index === release && <NoReturnLine />}
          <Row round={round} parties={parties} isNext={current >= 0 && index > current} hasEnded={hasEnded} />
        </Fragment>
      ))}
    </div>
  );
}

function Head({ parties }: { readonly parties: readonly CoSignerView[] }) {
  return (
    <div className="rg-row rg-head" role="row">
      <div className="rg-h rg-c0" role="columnheader">
        Round
      </div>
      {parties.map((party) => (
        <div key={party.pid} className="rg-h" role="columnheader">
          <b>
            <Icon of={kindIcons[party.kind]} size={14} />
            {party.name}
          </b>
          <small>{placeOf(party, ', ')}</small>
        </div>
      ))}
      <div className="rg-h rg-t" role="columnheader">
        Time
      </div>
    </div>
  );
}

interface RowProps {
  readonly round: RoundView;
  readonly parties: readonly CoSignerView[];
  readonly isNext: boolean;
  readonly hasEnded: boolean;
}

function Row({ round, parties, isNext, hasEnded }: RowProps) {
  return (
    <div
      className={`rg-row${round.isCurrent ? ' rg-cur' : ''}${isNext ? ' rg-next' : ''}`}
      role="row"
      aria-current={round.isCurrent ? 'step' : undefined}
    >
      <div className="rg-c0" role="rowheader">
        <b>{round.name}</b>
        <small>{round.purpose}</small>
      </div>
      {parties.map((party) => (
        <Cell key={party.pid} cell={round.cells.find((cell) => cell.pid === party.pid)} hasEnded={hasEnded} />
      ))}
      <div className="rg-t num" role="cell">
        {round.elapsed === null ? '–' : elapsedWords(round.elapsed)}
      </div>
    </div>
  );
}

function Cell({ cell, hasEnded }: { readonly cell: CellView | undefined; readonly hasEnded: boolean }) {
  const state = cell?.state ?? 'standing-by';
  const [className, icon, word] = hasEnded && state === 'waiting' ? NOT_REACHED : faces[state];
  return (
    <div className={`cell cell-${className}`} role="cell">
      <Icon of={icon} size={14} />
      <span>{word}</span>
      {cell !== undefined && cell.elapsed !== null && <em className="num">{elapsedWords(cell.elapsed)}</em>}
    </div>
  );
}

function StageLine({ stage }: { readonly stage: string }) {
  return (
    <div className="rg-st" role="row">
      <span role="rowheader">{stage}</span>
    </div>
  );
}

function NoReturnLine() {
  return (
    <div className="pnr" role="row">
      <span className="row" role="cell">
        <Icon of={IconLockExclamation} size={14} />
        No cancel below this line
      </span>
    </div>
  );
}
