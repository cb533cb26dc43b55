import type { CoSignerView, VaultView } from '../../../src/contract/views.ts';
import { listOf } from '../../components/list-of.ts';
import { Panel } from '../../components/Panel.tsx';
import { MAX_SETS } from './committee.ts';

/** Which sets can sign a vault's transactions. */
export function SigningSets({ vault }: { readonly vault: VaultView }) {
  const sets = vault.signingSets;
  return (
    <Panel level={3} title="These sets can sign" aside={`${sets.length} sets`}>
      <SetsGrid holders={vault.holders.map(({ coSigner }) => coSigner)} sets={sets} />
      <p className="t3 ky-p">Each column is one set of {vault.minSigners}. No smaller set can sign.</p>
    </Panel>
  );
}

interface SetsGridProps {
  readonly holders: readonly CoSignerView[];
  /** Sets of pids. */
  readonly sets: readonly (readonly string[])[];
}

/** Holders as rows, sets as columns. */
export function SetsGrid({ holders, sets }: SetsGridProps) {
  const shown = sets.slice(0, MAX_SETS);
  const nameOf = (pid: string) => holders.find((holder) => holder.pid === pid)?.name ?? pid;
  return (
    <>
      <div className="sets" aria-hidden>
        {holders.map(({ pid, name, kind }) => (
          <div key={pid} className="set-r">
            <span>{name}</span>
            {shown.map((set, index) => (
              <i key={index} className={`dot${!set.includes(pid) ? '' : kind === 'guardian' ? ' dot-g' : ' dot-on'}`} />
            ))}
          </div>
        ))}
      </div>
      <ul className="sr">
        {shown.map((set, index) => (
          <li key={index}>{listOf(set.map(nameOf))}</li>
        ))}
      </ul>
      {sets.length > shown.length && <p className="t3 ky-p">and {sets.length - shown.length} more sets</p>}
    </>
  );
}
