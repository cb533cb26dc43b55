import type { VaultView } from '../../../src/contract/views.ts';
import { listOf } from '../../components/list-of.ts';
import { Panel } from '../../components/Panel.tsx';

/** Holders as rows, sets as columns. */
export function SigningSets({ vault }: { readonly vault: VaultView }) {
  const sets = vault.signingSets;
  const nameOf = (pid: string) => vault.holders.find(({ coSigner }) => coSigner.pid === pid)?.coSigner.name ?? pid;
  return (
    <Panel title="These sets can sign" aside={`${sets.length} sets`}>
      <div className="sets" aria-hidden>
        {vault.holders.map(({ coSigner }) => (
          <div key={coSigner.pid} className="set-r">
            <span>{coSigner.name}</span>
            {sets.map((set, index) => (
              <i
                key={index}
                className={`dot${!set.includes(coSigner.pid) ? '' : coSigner.kind === 'guardian' ? ' dot-g' : ' dot-on'}`}
              />
            ))}
          </div>
        ))}
      </div>
      <ul className="sr">
        {sets.map((set, index) => (
          <li key={index}>{listOf(set.map(nameOf))}</li>
        ))}
      </ul>
      <p className="t3 ky-p">Each column is one set of {vault.minSigners}. No smaller set can sign.</p>
    </Panel>
  );
}
