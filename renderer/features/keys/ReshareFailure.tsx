import type { CoSignerView, ReshareView } from '../../../src/contract/views.ts';
import { Note } from '../../components/Note.tsx';

interface ReshareFailureProps {
  readonly reshare: ReshareView;
  readonly coSigners: readonly CoSignerView[];
}

/** Why there are no new shares, who is at fault, and that the present ones stay. */
export function ReshareFailure({ reshare, coSigners }: ReshareFailureProps) {
  const { error, status } = reshare;
  const blamed = reshare.blamed.map(({ pid, code, certainty }) => {
    const name = coSigners.find((party) => party.pid === pid)?.name ?? 'A co-signer';
    return `${name}: ${code}, ${certainty}.`;
  });
  const isCancelled = error?.code === 'CANCELLED';
  return (
    <Note
      tone={isCancelled || status === 'impossible' ? 'idle' : 'bad'}
      title={error?.message ?? 'The change ended without effect.'}
      {...(isCancelled ? {} : { role: 'alert' as const })}
    >
      {[...blamed, error?.safe ?? 'The present shares stay in force.', error?.next].filter(Boolean).join(' ')}
      {status === 'failed' && ' It could still complete if every new holder had stored its share already.'}
      {error !== null && (
        <span className="note-code">
          Code <span className="mono">{error.code}</span>
        </span>
      )}
    </Note>
  );
}
