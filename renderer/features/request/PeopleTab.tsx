import type { RequestDetailView, SessionView, StageView } from '../../../src/contract/views.ts';
import { isEvmAddress } from '../../components/chains.ts';
import { Chip, type Tone } from '../../components/Chip.tsx';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { Icon } from '../../components/Icon.tsx';
import {
  IconCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconDeviceDesktop,
  IconSignature,
  IconX,
  type TablerIcon,
} from '../../components/icons.ts';
import { Note } from '../../components/Note.tsx';
import { clockTime } from '../../components/time.ts';
import { DissentReadings } from './DissentReadings.tsx';
import { latestSession } from './facts.ts';
import { VerdictRow, type Silence } from './VerdictRow.tsx';

type Seat = StageView['seats'][number];
type Approval = RequestDetailView['approvals'][number];

const seatFaces: Record<Seat['state'], readonly [tone: Tone, icon: TablerIcon, word: string]> = {
  approved: ['ok', IconCheck, 'approved'],
  you: ['solid', IconSignature, 'your turn'],
  waiting: ['wait', IconCircleDashed, 'waiting'],
  rejected: ['bad', IconX, 'rejected'],
  initiator: ['idle', IconCircleMinus, 'initiator'],
  'not-needed': ['idle', IconCircleMinus, 'not needed'],
};

/** Who has approved with what, and what every share holder reads in the bytes. */
export function PeopleTab({ detail }: { readonly detail: RequestDetailView }) {
  const { verdict, rejection } = detail;
  const session = latestSession(detail);
  const isStopped = session?.state === 'refused';
  return (
    <>
      {isStopped && <DissentReadings detail={detail} session={session} />}
      {rejection !== null && (
        <div className="pad">
          <Note tone="bad" icon={IconX} title={`${rejection.name} rejected this request.`}>
            “{rejection.reason}” {clockTime(Number(rejection.at), true)}, log entry {rejection.logIndex}.
          </Note>
        </div>
      )}
      {verdict.type === 'allowed' && !isStopped && <Stages stages={verdict.stages} approvals={detail.approvals} />}
      {verdict.type === 'denied' && (
        <div className="pad">
          <Note tone="bad" title="Blocked by policy. Nobody can approve this.">
            {verdict.reason}
          </Note>
        </div>
      )}
      {verdict.type === 'allowed' && !isStopped && (
        <JudgesHead session={session} isEvm={isEvmAddress(detail.intent.from)} />
      )}
      {session?.verdicts.map((row) => (
        <VerdictRow key={row.coSigner.pid} verdict={row} detail={detail} silence={silenceOf(session, row)} />
      ))}
    </>
  );
}

function silenceOf(session: SessionView, { coSigner }: SessionView['verdicts'][number]): Silence {
  if (!session.signers.includes(coSigner.pid)) return 'standing-by';
  return session.state === 'judging' || session.state === 'running' ? 'awaited' : 'missed';
}

/** Before there is a session it says when the co-signers will judge, and what. */
function JudgesHead({ session, isEvm }: { readonly session: SessionView | undefined; readonly isEvm: boolean }) {
  return (
    <>
      <div className="vr-h">
        <h3>Every share holder judges for itself</h3>
        <span className="t3">
          {session === undefined
            ? 'when the quorum is complete'
            : `attempt ${session.attempt} of ${session.maxAttempts}`}
        </span>
      </div>
      {session === undefined && (
        <p className="pad t2">
          The transaction is built{' '}
          {isEvm ? 'with the account’s next nonce and today’s gas price' : 'with a fresh blockhash'} after the quorum.
          Then each co-signer decodes the bytes itself and refuses anything that is not exactly this intent.
        </p>
      )}
    </>
  );
}

interface StagesProps {
  readonly stages: readonly StageView[];
  readonly approvals: readonly Approval[];
}

function Stages({ stages, approvals }: StagesProps) {
  return (
    <table className="tb tb-c" aria-label="Stages and approvals">
      <thead>
        <tr>
          {['Stage', 'Person', 'Token', 'Own screen showed', 'Time', 'Signature'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
          <th scope="col" className="r">
            State
          </th>
        </tr>
      </thead>
      <tbody>
        {stages.flatMap((stage, index) =>
          stage.seats.map((seat) => (
            <SeatRow
              key={`${index}-${seat.memberId}`}
              stage={`${index + 1} ${stage.groupName}`}
              seat={seat}
              approval={approvals.find(({ name }) => name === seat.name && seat.state === 'approved')}
            />
          )),
        )}
      </tbody>
    </table>
  );
}

interface SeatRowProps {
  readonly stage: string;
  readonly seat: Seat;
  readonly approval: Approval | undefined;
}

function SeatRow({ stage, seat, approval }: SeatRowProps) {
  const [tone, icon, word] = seatFaces[seat.state];
  return (
    <tr className={seat.state === 'you' ? 'sel' : undefined}>
      <td>{stage}</td>
      <td>
        <b>{seat.name}</b>
      </td>
      <td className="t2">{approval?.tokenKind ?? '–'}</td>
      <td>
        {approval === undefined ? (
          <span className="t3">–</span>
        ) : (
          <span className="row">
            <Icon of={IconDeviceDesktop} size={14} className={approval.canShow ? 'c-ok' : 'c-wait'} />
            {approval.canShow ? 'amount + address' : 'nothing, touch only'}
          </span>
        )}
      </td>
      <td className="num">{approval === undefined ? '–' : clockTime(Number(approval.at), true)}</td>
      <td>{approval === undefined ? '–' : <HashPrefix of={approval.signature} />}</td>
      <td className="r">
        <Chip tone={tone} icon={icon}>
          {word}
        </Chip>
      </td>
    </tr>
  );
}
