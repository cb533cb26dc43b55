import type { RequestDetailView, VerdictView } from '../../../src/contract/views.ts';
import { Chip, type Tone } from '../../components/Chip.tsx';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { kindIcons, placeOf } from '../../components/holders.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconCheck, IconClock, IconHandStop, IconMinus, type TablerIcon } from '../../components/icons.ts';
import { clockTime } from '../../components/time.ts';
import { Reading } from './Reading.tsx';

const faces: Record<VerdictView['answer'], readonly [tone: Tone, icon: TablerIcon, word: string]> = {
  contribute: ['ok', IconCheck, 'contributes'],
  refuse: ['bad', IconHandStop, 'refuses'],
  waiting: ['wait', IconClock, 'reading'],
};

const standingBy = ['idle', IconMinus, 'standing by'] as const;

interface VerdictRowProps {
  readonly verdict: VerdictView;
  readonly detail: RequestDetailView;
  /** A holder outside the signer set may judge, but is not waited for. */
  readonly isSigner: boolean;
}

/** One co-signer: its own reading of the bytes, what it read them with, its answer and its reasons. */
export function VerdictRow({ verdict, detail, isSigner }: VerdictRowProps) {
  const { coSigner, answer, reasons } = verdict;
  const [tone, icon, word] = answer === 'waiting' && !isSigner ? standingBy : faces[answer];
  const code = reasons[0]?.code;
  return (
    <div className={`vr vr-${tone}`} data-testid={`verdict-${coSigner.kind}`}>
      <span className="vr-i">
        <Icon of={kindIcons[coSigner.kind]} size={18} />
      </span>
      <span className="vr-w">
        <b>{coSigner.name}</b>
        <small>{placeOf(coSigner)}</small>
      </span>
      <span className="vr-r">
        {verdict.reading === '' ? (
          emptyReading(verdict, isSigner)
        ) : (
          <Reading text={verdict.reading} intent={detail.intent} />
        )}
        {reasons.map((reason) => (
          <span key={reason.code} className="vr-why">
            {reason.text}
          </span>
        ))}
        <small>
          {verdict.decoder !== '' && `${verdict.decoder} · `}policy <HashPrefix of={detail.policy.hash} />
        </small>
      </span>
      <span className="vr-v">
        <small className="num">
          {answer === 'refuse' && code !== undefined
            ? code
            : verdict.at === null
              ? '–'
              : clockTime(Number(verdict.at), true)}
        </small>
        <Chip tone={tone} icon={icon}>
          {word}
        </Chip>
      </span>
    </div>
  );
}

function emptyReading({ answer }: VerdictView, isSigner: boolean): string {
  if (answer === 'refuse') return 'could not read the bytes';
  return isSigner ? 'has not answered yet' : 'not in this signer set';
}
