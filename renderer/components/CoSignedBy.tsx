import type { CheckpointView, CoSignerView } from '../../src/contract/views.ts';
import { Icon } from './Icon.tsx';
import { IconCheck, IconMinus } from './icons.ts';

interface CoSignedByProps {
  readonly checkpoint: CheckpointView;
  readonly coSigners: readonly CoSignerView[];
  readonly hasNames?: boolean;
}

/** One box per co-signer: ticked when it signed the checkpoint. The names are read out, and shown on demand. */
export function CoSignedBy({ checkpoint, coSigners, hasNames = true }: CoSignedByProps) {
  const names = (isSigned: boolean) =>
    coSigners.filter(({ pid }) => checkpoint.signedBy.includes(pid) === isSigned).map(({ name }) => name);
  const missing = names(false);
  return (
    <span className="cos-l">
      <span className="cos" aria-hidden>
        {coSigners.map(({ pid }) => {
          const isSigned = checkpoint.signedBy.includes(pid);
          return (
            <i key={pid} className={isSigned ? undefined : 'miss'}>
              <Icon of={isSigned ? IconCheck : IconMinus} size={10} />
            </i>
          );
        })}
      </span>
      <span className={hasNames ? undefined : 'sr'}>
        {missing.length === 0 ? `by all ${coSigners.length}` : `not yet by ${missing.join(', ')}`}
      </span>
    </span>
  );
}
