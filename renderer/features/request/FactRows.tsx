import { Link } from '@tanstack/react-router';
import type { RequestDetailView } from '../../../src/contract/views.ts';
import { useRequests, useWorkspace } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import {
  IconCheck,
  IconClock,
  IconFileExport,
  IconHandStop,
  IconMinus,
  type TablerIcon,
} from '../../components/icons.ts';
import { decoderFact, latestSession, tokenFact, usualFact, type Fact, type FactState } from './facts.ts';

const icons: Record<FactState, TablerIcon> = { ok: IconCheck, wait: IconClock, bad: IconHandStop, none: IconMinus };
const colours: Record<FactState, string> = { ok: 'c-ok', wait: 'c-wait', bad: 'c-bad', none: 't2' };

/** Rows 7 to 12, one line each: name, verdict, proof. What this network does not have is said. */
export function FactRows({ detail }: { readonly detail: RequestDetailView }) {
  const { data: workspace } = useWorkspace();
  const { data: requests } = useRequests();
  const token: Fact =
    workspace === undefined ? { word: 'reading', state: 'wait', detail: '' } : tokenFact(workspace.me.token);
  return (
    <ol className="rt-min" start={7}>
      <Row number={7} name="Compliance" fact={{ word: 'no lists', state: 'none', detail: 'none in this workspace' }} />
      <Row number={8} name="Decoders" fact={decoderFact(latestSession(detail))} />
      <Row number={9} name="Simulation" fact={{ word: 'none', state: 'none', detail: 'none on this network' }} />
      <Row number={10} name="Your token" fact={token} />
      <Row number={11} name="Usual payment" fact={usualFact(detail, requests ?? [])} />
      <li>
        <span className="rt-n">12</span>
        <span>Check yourself</span>
        <b>
          <Link
            to="/requests/$requestId"
            params={{ requestId: detail.summary.requestId }}
            search={{ tab: 'raw' }}
            className="lnk"
          >
            <Icon of={IconFileExport} size={14} />
            Raw
          </Link>
        </b>
        <small>bytes, hashes, export</small>
      </li>
    </ol>
  );
}

function Row({ number, name, fact }: { readonly number: number; readonly name: string; readonly fact: Fact }) {
  return (
    <li className={fact.state === 'bad' ? 'rt-bad' : undefined}>
      <span className="rt-n">{number}</span>
      <span>{name}</span>
      <b className={colours[fact.state]}>
        <Icon of={icons[fact.state]} size={14} />
        {fact.word}
      </b>
      <small>{fact.detail}</small>
    </li>
  );
}
