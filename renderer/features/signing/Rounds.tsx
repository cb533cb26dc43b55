import type { RequestDetailView, SessionView } from '../../../src/contract/views.ts';
import { useWorkspace } from '../../api/queries.ts';
import { IconClockExclamation } from '../../components/icons.ts';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ErrorNote } from '../../components/Problem.tsx';
import { RoundsGrid } from '../../components/RoundsGrid.tsx';
import { StartSigning } from './StartSigning.tsx';

interface RoundsProps {
  readonly detail: RequestDetailView;
  readonly session: SessionView;
}

/** Rounds by parties, and one sentence about who is waited for. */
export function Rounds({ detail, session }: RoundsProps) {
  const { data: workspace } = useWorkspace();
  const parties =
    workspace?.coSigners.filter(({ pid }) =>
      session.rounds.some(({ cells }) => cells.some((cell) => cell.pid === pid)),
    ) ?? [];
  const isRunning = session.state === 'judging' || session.state === 'running';
  return (
    <Panel title="Rounds" aside={`${session.protocol}, attempt ${session.attempt} of ${session.maxAttempts}`}>
      {session.rounds.length > 0 && (
        <RoundsGrid
          parties={parties}
          rounds={session.rounds}
          hasEnded={session.state === 'failed' || session.state === 'refused'}
        />
      )}
      <div className="sg-n" aria-live="polite">
        {isRunning && session.waitingFor !== '' && <Waiting session={session} />}
        {session.error !== null && session.state !== 'refused' && <ErrorNote error={session.error} />}
        {session.blamed.length > 0 && <Blame session={session} names={parties} />}
        {(session.state === 'failed' || session.state === 'refused') && detail.can.sign && (
          <StartSigning detail={detail} isMain={session.state === 'failed'} />
        )}
      </div>
    </Panel>
  );
}

function Waiting({ session }: { readonly session: SessionView }) {
  const isSlow = session.rounds.some(({ cells }) => cells.some(({ state }) => state === 'slow'));
  return (
    <Note tone={isSlow ? 'wait' : 'idle'} icon={IconClockExclamation} title={session.waitingFor}>
      If it does not answer in time, the attempt is dropped and its one-time secrets are erased. Approvals stay.
    </Note>
  );
}

interface BlameProps {
  readonly session: SessionView;
  readonly names: readonly { readonly pid: string; readonly name: string }[];
}

function Blame({ session, names }: BlameProps) {
  const sentences = session.blamed.map(({ pid, code, certainty }) => {
    const name = names.find((party) => party.pid === pid)?.name ?? 'A co-signer';
    return `${name}: ${code}, ${certainty}.`;
  });
  return <p className="t2">{sentences.join(' ')}</p>;
}
