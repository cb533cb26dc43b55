import type { VaultView } from '../../../src/contract/views.ts';
import { kindBeside, kindIcons } from '../../components/holders.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconAlertTriangle, IconCheck } from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';
import { CARD, topologyOf, type HolderCard, type Topology } from './topology.ts';

interface TopologyPanelProps {
  readonly vault: VaultView;
  readonly aside: string;
}

const countWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Sites are boxes, holders are cards; the picture never moves. */
export function TopologyPanel({ vault, aside }: TopologyPanelProps) {
  const topology = topologyOf(vault.holders);
  return (
    <Panel level={3} title="Who holds a share" aside={aside} isPadded={false}>
      <div className="topo" style={{ height: `${topology.height}rem` }}>
        {topology.sites.map((box) => (
          <div
            key={box.site}
            className={`zone zone-${box.side}`}
            style={{ top: `${box.top}rem`, height: `${box.height}rem` }}
          >
            {box.site}
          </div>
        ))}
        <Wires topology={topology} />
        {topology.cards.map((card) => (
          <Holder key={card.holder.coSigner.pid} card={card} epoch={vault.epoch} />
        ))}
        <div className="hub">
          <b>
            {vault.minSigners} of {vault.partyCount}
          </b>
          <small>any {countWords[vault.minSigners] ?? vault.minSigners} sign together</small>
        </div>
      </div>
    </Panel>
  );
}

/** Straight lines from the hub's middle to each card; they lie under the hub and the cards. */
function Wires({ topology }: { readonly topology: Topology }) {
  const { height, cards } = topology;
  return (
    <svg className="tp" viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden>
      {cards.map(({ holder, side, top }) => (
        <line
          key={holder.coSigner.pid}
          x1={50}
          y1={height / 2}
          x2={side === 'left' ? 20 : 80}
          y2={top + CARD / 2}
          vectorEffect="non-scaling-stroke"
          className={`tp-l${holder.coSigner.isOnline ? '' : ' tp-w'}`}
        />
      ))}
    </svg>
  );
}

function Holder({ card, epoch }: { readonly card: HolderCard; readonly epoch: number }) {
  const { holder, side, top } = card;
  const { coSigner } = holder;
  const isCurrent = holder.epoch === epoch;
  const isWell = coSigner.isOnline && isCurrent;
  return (
    <div className={`hold hold-${side}${isWell ? '' : ' hold-w'}`} style={{ top: `${top}rem` }}>
      <b>
        <Icon of={kindIcons[coSigner.kind]} />
        {coSigner.name}
      </b>
      {kindBeside(coSigner) !== '' && <small>{kindBeside(coSigner)}</small>}
      <small>{holder.keptBy}</small>
      <span className={`st ${isWell ? 'c-ok' : 'c-wait'}`}>
        <Icon of={isWell ? IconCheck : IconAlertTriangle} size={12} />
        {isCurrent ? (coSigner.isOnline ? 'online' : 'offline') : `stale: epoch ${holder.epoch}`}
        {holder.logIndex !== null && `, confirmed in entry ${holder.logIndex}`}
      </span>
    </div>
  );
}
