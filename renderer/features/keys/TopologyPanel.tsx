import type { VaultView } from '../../../src/contract/views.ts';
import { kindIcons, kindWords } from '../../components/holders.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconAlertTriangle, IconCheck } from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';
import { topologyOf, type SiteBox, type Topology } from './topology.ts';

interface TopologyPanelProps {
  readonly vault: VaultView;
  readonly aside: string;
}

const countWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Sites are boxes, holders are cards; the picture never moves. */
export function TopologyPanel({ vault, aside }: TopologyPanelProps) {
  const topology = topologyOf(vault.holders);
  return (
    <Panel title="Who holds a share" aside={aside} isPadded={false}>
      <div className="topo" style={{ height: `${topology.height}rem` }}>
        <Wires topology={topology} />
        {topology.sites.map((box) => (
          <Site key={box.site} box={box} epoch={vault.epoch} />
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

/** Straight lines from the hub's middle to each card; they lie under the hub and the boxes. */
function Wires({ topology }: { readonly topology: Topology }) {
  const { height, wires } = topology;
  return (
    <svg className="tp" viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden>
      {wires.map((wire, index) => (
        <line
          key={index}
          x1={50}
          y1={height / 2}
          x2={wire.side === 'left' ? 20 : 80}
          y2={wire.y}
          vectorEffect="non-scaling-stroke"
          className={`tp-l${wire.isOnline ? '' : ' tp-w'}`}
        />
      ))}
    </svg>
  );
}

function Site({ box, epoch }: { readonly box: SiteBox; readonly epoch: number }) {
  return (
    <div
      className={`zone zone-${box.side}`}
      style={{ top: `${box.top}rem`, height: `${box.height}rem` }}
      role="group"
      aria-label={box.site}
    >
      <span className="zone-t">{box.site}</span>
      {box.holders.map((holder) => (
        <Holder key={holder.coSigner.pid} holder={holder} epoch={epoch} />
      ))}
    </div>
  );
}

interface HolderProps {
  readonly holder: VaultView['holders'][number];
  readonly epoch: number;
}

function Holder({ holder, epoch }: HolderProps) {
  const { coSigner } = holder;
  const isCurrent = holder.epoch === epoch;
  return (
    <div className={`hold${coSigner.isOnline && isCurrent ? '' : ' hold-w'}`}>
      <b>
        <Icon of={kindIcons[coSigner.kind]} />
        {coSigner.name}
      </b>
      <small>{kindWords[coSigner.kind]}</small>
      <small className="hold-k" title={holder.keptBy}>
        {holder.keptBy}
      </small>
      <span className={`st ${coSigner.isOnline && isCurrent ? 'c-ok' : 'c-wait'}`}>
        <Icon of={coSigner.isOnline && isCurrent ? IconCheck : IconAlertTriangle} size={12} />
        {isCurrent ? (coSigner.isOnline ? 'online' : 'offline') : `stale: epoch ${holder.epoch}`}
        {holder.logIndex !== null && `, confirmed in entry ${holder.logIndex}`}
      </span>
    </div>
  );
}
