import { Link } from '@tanstack/react-router';
import { useLog } from '../../api/queries.ts';
import { Count } from '../../components/Amount.tsx';
import { kindIcons } from '../../components/holders.ts';
import { Icon } from '../../components/Icon.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Sentence } from '../../components/Sentence.tsx';
import { clockTime } from '../../components/time.ts';

const SHOWN = 4;

/** The newest entries of the log: what happened last, and who did it. */
export function Latest() {
  const log = useLog('');
  const entries = log.data?.pages[0]?.entries.slice(0, SHOWN) ?? [];
  return (
    <Panel
      title="Latest in the log"
      aside={
        <Link to="/log" className="lnk">
          Audit log <kbd className="kbd">g l</kbd>
        </Link>
      }
      isPadded={false}
    >
      {log.error !== null && <Problem error={log.error} />}
      <ol className="ov-log">
        {entries.map((entry) => (
          <li key={entry.index}>
            <span className="t3">
              <Count of={entry.index} />
            </span>
            <time className="t3 num">{clockTime(Number(entry.time), true)}</time>
            <span className="row">
              <Icon of={kindIcons[entry.authorKind]} size={14} className="t3" />
              {entry.author}
            </span>
            <span className={`ov-what${entry.tone === 'bad' ? ' c-bad' : ''}`}>
              <Sentence parts={entry.what} />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
