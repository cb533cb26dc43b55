import type { VaultView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconAlertTriangle, IconCheck } from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';
import { ageWords, dayWords } from '../../components/time.ts';

type Epoch = VaultView['epochs'][number];

const SHOWN = 3;

/** Every sharing of the key there was; of those before the present one, who says that the share is destroyed. */
export function Epochs({ vault }: { readonly vault: VaultView }) {
  const shown = vault.epochs.slice(0, SHOWN).toReversed();
  const earlier = vault.epochs.length - shown.length;
  return (
    <Panel level={3} title="Epochs" aside="same key, new shares each time">
      <ol className="eps">
        {shown.map((epoch) => (
          <EpochMark key={epoch.epoch} epoch={epoch} />
        ))}
      </ol>
      {earlier > 0 && <p className="t3 ky-p">{earlier} earlier, all in the audit log.</p>}
      {vault.epochs.some(({ state, erased, of }) => state === 'retired' && erased < of) && (
        <p className="t3 ky-p">
          A share counts as destroyed when its holder says so in the log. One that is offline says it when it is back.
        </p>
      )}
    </Panel>
  );
}

function EpochMark({ epoch }: { readonly epoch: Epoch }) {
  const now = useNow(10_000);
  const isActive = epoch.state === 'active';
  return (
    <li className={isActive ? 'ep ep-on' : 'ep'} aria-current={isActive ? 'true' : undefined}>
      <b>
        {epoch.epoch}
        {isActive && ', active'}
      </b>
      <span>
        {epoch.minSigners} of {epoch.partyCount}
      </span>
      <span className="t3">
        {isActive ? `${ageWords(now - Number(epoch.since))} old` : `from ${dayWords(Number(epoch.since), now)}`}
      </span>
      {!isActive && <Destroyed epoch={epoch} />}
    </li>
  );
}

function Destroyed({ epoch: { erased, of } }: { readonly epoch: Epoch }) {
  const isAll = erased === of;
  return (
    <span className={`row ${isAll ? 'c-ok' : 'c-wait'}`}>
      <Icon of={isAll ? IconCheck : IconAlertTriangle} size={12} />
      {erased} of {of} destroyed
    </span>
  );
}
