import type { ReactNode } from 'react';
import type { RequestDetailView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { Address } from '../../components/Address.tsx';
import { Amount } from '../../components/Amount.tsx';
import { groupsPerRow, isEvmAddress } from '../../components/chains.ts';
import { inFours } from '../../components/digits.ts';
import { listOf } from '../../components/list-of.ts';
import { dayAndTime } from '../../components/time.ts';
import { FactRows } from './FactRows.tsx';

/** The signer's rights: twelve numbered rows in a fixed order, never scrolled, never folded. */
export function RightsCard({ detail }: { readonly detail: RequestDetailView }) {
  return (
    <section className="rights" aria-labelledby="rights-title">
      <header>
        <h2 id="rights-title">What your approval means</h2>
        <span className="t3">1 to 12, always in this order</span>
      </header>
      <ol>
        <WhatMoves detail={detail} />
        <FromAndTo detail={detail} />
        <Right number={3} label="Kind">
          <span>
            <b>Transfer of {detail.intent.amount.asset}.</b> Nothing else:{' '}
            {isEvmAddress(detail.intent.from)
              ? 'no contract call, no allowance, no data.'
              : 'no authority change, no other instruction.'}
          </span>
        </Right>
        <Asked detail={detail} />
        <Rule detail={detail} />
        <Authorises detail={detail} />
      </ol>
      <FactRows detail={detail} />
    </section>
  );
}

interface RightProps {
  readonly number: number;
  readonly label: string;
  readonly children: ReactNode;
}

function Right({ number, label, children }: RightProps) {
  return (
    <li className="rt rt-2">
      <span className="rt-n">{number}</span>
      <span className="rt-l">{label}</span>
      <div className="rt-b">{children}</div>
    </li>
  );
}

type RowProps = { readonly detail: RequestDetailView };

function WhatMoves({ detail }: RowProps) {
  const { amount, feeCeiling } = detail.intent;
  return (
    <li className="rt">
      <span className="rt-n">1</span>
      <div className="rt-b">
        <span className="rt-l">What moves</span>
        <div className="row-b rt-w">
          <Amount of={amount} size="lg" />
          <dl className="kv kv-fee">
            <dt>Fee at most</dt>
            <dd>
              <Amount of={feeCeiling} isExact />
            </dd>
          </dl>
        </div>
      </div>
    </li>
  );
}

function FromAndTo({ detail }: RowProps) {
  const { accountName, chainName, to, payeeName, payeeId, isFirstPayment } = detail.intent;
  const vouched = payeeId === '' ? 'Typed by the initiator, not in the address book.' : 'In the address book.';
  return (
    <li className="rt">
      <span className="rt-n">2</span>
      <div className="rt-b">
        <span className="rt-l rt-from">
          From <b>{accountName}</b>, {chainName}, to <b>{payeeName === '' ? 'a new address' : payeeName}</b>
        </span>
        <div className="adr-box" data-testid="recipient">
          <Address of={to} size="lg" perRow={groupsPerRow(to)} />
        </div>
        <span className="t3">
          {vouched} {isFirstPayment ? 'First payment to it.' : 'Paid before.'}
        </span>
      </div>
    </li>
  );
}

function Asked({ detail }: RowProps) {
  const now = useNow();
  const { summary } = detail;
  const failures = detail.sessions.filter(({ state }) => state === 'failed' || state === 'refused').length;
  return (
    <Right number={4} label="Asked">
      <span>
        <b>{summary.initiatorName}</b> {dayAndTime(Number(summary.createdAt), now)}.
        {summary.purpose !== '' && ` “${summary.purpose}”`}
      </span>
      <span className={failures > 0 ? 'c-wait rt-s' : 't3'}>
        {failures === 0
          ? 'No edit, no failed attempt'
          : `${failures} of ${summary.attempts} attempts ended without a signature`}
      </span>
    </Right>
  );
}

/** "CFO or Controller"; two stages are two people, and where only two are left, both. */
function peopleNeeded(stages: readonly (readonly string[])[]): string {
  const everybody = [...new Set(stages.flat())];
  if (stages.length > 1 && everybody.length === stages.length) return listOf(everybody);
  const people = stages.map((names) => listOf(names, 'or')).join(', and ');
  return stages.length > 1 ? `${people}, different people,` : people;
}

function Rule({ detail }: RowProps) {
  const now = useNow();
  const { verdict, policy, summary } = detail;
  const deadline = dayAndTime(Number(summary.expiresAt), now);
  if (verdict.type === 'denied')
    return (
      <Right number={5} label="Rule">
        <span>
          <b className="c-bad">Denied</b> by policy v{policy.version}. {verdict.reason}
        </span>
      </Right>
    );
  const open = verdict.stages.filter((stage) => !stage.isMet);
  const who = open.map((stage) =>
    stage.seats.filter(({ state }) => state === 'you' || state === 'waiting').map(({ name }) => name),
  );
  return (
    <Right number={5} label="Rule">
      <span>
        <b>{verdict.ruleId}</b>, policy v{policy.version}.{' '}
        {who.length === 0 ? (
          'Nobody is missing.'
        ) : who.every((names) => names.length === 0) ? (
          'Not met when the request ended.'
        ) : (
          <>
            Needs <b>{peopleNeeded(who)}</b> by {deadline}.
          </>
        )}
      </span>
    </Right>
  );
}

function Authorises({ detail }: RowProps) {
  const now = useNow();
  const groups = inFours(detail.intent.intentHash);
  return (
    <Right number={6} label="Authorises">
      <span>
        <b>This intent only.</b> {isEvmAddress(detail.intent.from) ? 'Once, by its nonce. Gas' : 'Fee'} may rise to the
        ceiling. Ends {dayAndTime(Number(detail.intent.expiresAt), now)}.
      </span>
      <span className="mono t3 rt-hash">
        <b>{groups.slice(0, 2).join(' ')}</b> {groups.slice(2, 6).join(' ')} …
      </span>
    </Right>
  );
}
