import type { SessionView } from '../../../src/contract/views.ts';
import { HashBlock } from '../../components/HashBlock.tsx';
import { Panel } from '../../components/Panel.tsx';

/** The hashes every signer compared. */
export function Agreement({ session }: { readonly session: SessionView }) {
  return (
    <Panel title="What the signers agreed on" aside="= compared">
      {session.agreed.length === 0 ? (
        <p className="t2">Appears when the co-signers have answered.</p>
      ) : (
        <>
          {session.agreed.map(({ label, hash, agree, of }) => (
            <HashBlock key={label} label={label} hash={hash} groups={3} agreed={{ agree, of }} />
          ))}
          <Lifetime session={session} />
        </>
      )}
    </Panel>
  );
}

/** What ends the life of the bytes; it stands in what all signers compared. */
function Lifetime({ session: { lifetime } }: { readonly session: SessionView }) {
  return (
    <div className="hash">
      <span className="hash-l">{lifetime.label}</span>
      <span className="hash-h">
        <span className="hash-e">
          {lifetime.value.length > 12 ? `${lifetime.value.slice(0, 12)} …` : lifetime.value}
        </span>
      </span>
    </div>
  );
}
