import type { RequestDetailView, SessionView } from '../../../src/contract/views.ts';
import { Panel } from '../../components/Panel.tsx';
import { Sentence } from '../../components/Sentence.tsx';
import { clockTime } from '../../components/time.ts';

interface SessionLogProps {
  readonly detail: RequestDetailView;
  readonly session: SessionView;
}

/** The log entries since this attempt began, oldest first. */
export function SessionLog({ detail, session }: SessionLogProps) {
  const entries = detail.history
    .filter(({ time }) => time >= session.startedAt)
    .toSorted((left, right) => left.index - right.index);
  const failures = detail.sessions.filter(({ state }) => state === 'failed' || state === 'refused').length;
  return (
    <Panel title="Session log" aside={`attempt ${session.attempt}`} isPadded={false} className="sg-log">
      <ol className="ev">
        {entries.map((entry) => (
          <li key={entry.index}>
            <time>{clockTime(Number(entry.time), true)}</time>
            <span className={entry.tone === 'bad' ? 'c-bad' : undefined}>
              {entry.author} <Sentence parts={entry.what} />
            </span>
          </li>
        ))}
      </ol>
      <dl className="kv sg-x">
        <dt>Failures</dt>
        <dd>
          {failures} of {session.maxAttempts} before the request locks
        </dd>
        <dt>Erased after</dt>
        <dd>one-time secrets, on every signer’s machine</dd>
      </dl>
    </Panel>
  );
}
