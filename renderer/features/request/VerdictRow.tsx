import type { RequestDetailView, VerdictView } from '../../../src/contract/views.ts';
import { Chip, type Tone } from '../../components/Chip.tsx';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { kindIcons, placeOf } from '../../components/holders.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconCheck, IconClock, IconHandStop, IconMinus, type TablerIcon } from '../../components/icons.ts';
import { clockTime } from '../../components/time.ts';
import { Reading } from './Reading.tsx';

type Face = readonly [tone: Tone, icon: TablerIcon, word: string];
const faces: Record<Exclude<VerdictView['answer'], 'waiting'>, Face> = {
  contribute: ['ok', IconCheck, 'contributes'],
  refuse: ['bad', IconHandStop, 'refuses'],
};

/** What a missing answer means: it is waited for, it never came, or nobody waits for it because others sign. */
export type Silence = 'awaited' | 'missed' | 'standing-by';
const silences: Record<Silence, { readonly face: Face; readonly reading: string }> = {
  awaited: { face: ['wait', IconClock, 'reading'], reading: 'has not answered yet' },
  missed: { face: ['idle', IconMinus, 'no answer'], reading: 'did not answer before the attempt ended' },
  'standing-by': { face: ['idle', IconMinus, 'standing by'], reading: 'not in this signer set' },
};

interface VerdictRowProps {
  readonly verdict: VerdictView;
  readonly detail: RequestDetailView;
  readonly silence: Silence;
}

/** One co-signer: its own reading of the bytes, what it read them with, its answer and its reasons. */
export function VerdictRow({ verdict, detail, silence }: VerdictRowProps) {
  const { coSigner, answer, reasons } = verdict;
  const [tone, icon, word] = answer === 'waiting' ? silences[silence].face : faces[answer];
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
          emptyReading(verdict, silence)
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

function emptyReading({ answer }: VerdictView, silence: Silence): string {
  return answer === 'refuse' ? 'could not read the bytes' : silences[silence].reading;
}
