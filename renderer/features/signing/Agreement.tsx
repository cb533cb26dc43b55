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
        session.agreed.map(({ label, hash, agree, of }) => (
          <HashBlock key={label} label={label} hash={hash} groups={3} agreed={{ agree, of }} />
        ))
      )}
    </Panel>
  );
}
