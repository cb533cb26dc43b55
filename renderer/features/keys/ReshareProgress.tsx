import type { CoSignerView, ReshareView, VaultView } from '../../../src/contract/views.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import {
  IconCheck,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconClock,
  IconEraser,
  IconX,
  type TablerIcon,
} from '../../components/icons.ts';
import { Note } from '../../components/Note.tsx';
import { RoundsGrid } from '../../components/RoundsGrid.tsx';
import { CancelReshare } from './CancelReshare.tsx';
import { ReshareFailure } from './ReshareFailure.tsx';
import { Unchanged } from './Unchanged.tsx';

interface ReshareProgressProps {
  readonly vault: VaultView;
  readonly reshare: ReshareView;
}

/** The rounds, who has stored the new share, what stayed the same, and the end. */
export function ReshareProgress({ vault, reshare }: ReshareProgressProps) {
  const { data: workspace } = useWorkspace();
  const isRunning = reshare.status === 'running';
  const coSigners = workspace?.coSigners ?? vault.holders.map(({ coSigner }) => coSigner);
  return (
    <>
      {reshare.status === 'active' && (
        <Note tone="ok" icon={IconCircleCheckFilled} title="Same key, same address, new shares." role="status">
          Epoch {reshare.nextEpoch} is in force at every holder.
        </Note>
      )}
      {(reshare.status === 'failed' || reshare.status === 'impossible') && (
        <ReshareFailure reshare={reshare} coSigners={coSigners} />
      )}
      <Grid reshare={reshare} coSigners={coSigners} />
      {isRunning && (
        <div className="rs-a">
          <p className="row rs-w" aria-live="polite">
            <Icon of={IconClock} className="c-wait" /> {reshare.waitingFor}
          </p>
          <CancelReshare vault={vault} reshare={reshare} />
        </div>
      )}
      <div className="rs-2">
        <Unchanged
          title={reshare.status === 'active' ? 'The same as before' : 'Stays the same'}
          fingerprint={reshare.unchanged.fingerprint}
          addresses={reshare.unchanged.addresses}
          {...(reshare.unchanged.confirmedBy.length === 0
            ? {}
            : { confirmed: { agree: reshare.unchanged.confirmedBy.length, of: reshare.after.holders.length } })}
        />
        {hasBegun(reshare) && <Acknowledgements vault={vault} reshare={reshare} coSigners={coSigners} />}
      </div>
    </>
  );
}

/** A change that ended before anybody dealt has nothing to say about new shares. */
const hasBegun = ({ status, rounds, acknowledgedBy, refusedBy }: ReshareView): boolean =>
  status === 'running' || rounds.length + acknowledgedBy.length + refusedBy.length > 0;

interface GridProps {
  readonly reshare: ReshareView;
  readonly coSigners: readonly CoSignerView[];
}

/** Live while it runs; once it is over, folded away. */
function Grid({ reshare, coSigners }: GridProps) {
  const { rounds, status } = reshare;
  if (rounds.length === 0) return null;
  const parties = coSigners.filter(({ pid }) => rounds.some(({ cells }) => cells.some((cell) => cell.pid === pid)));
  const isOver = status !== 'running';
  const grid = <RoundsGrid parties={parties} rounds={rounds} isDense hasEnded={isOver} />;
  if (!isOver) return grid;
  return (
    <details className="rs-d">
      <summary>Rounds by party</summary>
      {grid}
    </details>
  );
}

type Word = readonly [icon: TablerIcon, className: string, word: string];

/** One line for each new holder, and what became of the old shares. */
function Acknowledgements({ vault, reshare, coSigners }: ReshareProgressProps & GridProps) {
  const { after, acknowledgedBy, refusedBy, status } = reshare;
  const isOver = status === 'failed' || status === 'impossible';
  const wordOf = (pid: string): Word => {
    if (acknowledgedBy.includes(pid)) return [IconCheck, 'c-ok', 'stored its new share'];
    if (refusedBy.includes(pid)) return [IconX, 'c-bad', 'refused it for good'];
    return [IconCircleDashed, isOver ? 't3' : 'c-wait', isOver ? 'did not store it' : 'waiting'];
  };
  // In the order in which the workspace introduced them, as everywhere else.
  const order = coSigners.map(({ pid }) => pid);
  const holders = after.holders.toSorted((left, right) => order.indexOf(left) - order.indexOf(right));
  const retired = vault.epochs.find(({ epoch }) => epoch === reshare.epoch);
  return (
    <div>
      <b>
        {acknowledgedBy.length} of {after.holders.length} new shares stored
      </b>
      <ul className="chk" aria-label="New shares stored">
        {holders.map((pid) => {
          const [icon, className, word] = wordOf(pid);
          return (
            <li key={pid}>
              <Icon of={icon} className={className} />
              <span>{coSigners.find((one) => one.pid === pid)?.name ?? 'A co-signer'}</span>
              <small>{word}</small>
            </li>
          );
        })}
      </ul>
      {status === 'active' && retired !== undefined && (
        <p className={`row rs-e ${retired.erased === retired.of ? 'c-ok' : 'c-wait'}`} data-testid="erased">
          <Icon of={IconEraser} />
          {retired.erased} of {retired.of} old shares destroyed, by their holders’ signed word in the log
        </p>
      )}
    </div>
  );
}
