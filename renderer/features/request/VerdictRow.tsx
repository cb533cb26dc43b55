import type { VerdictView } from '../../../src/contract/views.ts';
import { Chip, type Tone } from '../../components/Chip.tsx';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { kindIcons, placeOf } from '../../components/holders.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconCheck, IconClock, IconHandStop, type TablerIcon } from '../../components/icons.ts';
import { clockTime } from '../../components/time.ts';

const faces: Record<VerdictView['answer'], readonly [tone: Tone, icon: TablerIcon, word: string]> = {
  contribute: ['ok', IconCheck, 'contributes'],
  refuse: ['bad', IconHandStop, 'refuses'],
  waiting: ['wait', IconClock, 'reading'],
};

interface VerdictRowProps {
  readonly verdict: VerdictView;
  readonly policyHash: string;
}

/** One co-signer: its own reading of the bytes, what it read them with, its answer and its reasons. */
export function VerdictRow({ verdict, policyHash }: VerdictRowProps) {
  const { coSigner, answer, reasons } = verdict;
  const [tone, icon, word] = faces[answer];
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
        {verdict.reading === '' ? 'has not answered yet' : verdict.reading}
        {reasons.map((reason) => (
          <span key={reason.code} className="vr-why">
            {reason.text}
          </span>
        ))}
        <small>
          {verdict.decoder === '' ? 'no decoder yet' : verdict.decoder} · policy <HashPrefix of={policyHash} />
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
