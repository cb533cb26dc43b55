import type { LogEntryView } from '../../src/contract/views.ts';
import { Icon } from './Icon.tsx';
import { IconClock, IconRosetteDiscountCheck } from './icons.ts';

/** Whether an entry is covered by a checkpoint whose proof was checked on this machine. */
export function ProofState({ proof }: { readonly proof: LogEntryView['proof'] }) {
  const isIncluded = proof === 'included';
  return (
    <span className={`proof ${isIncluded ? 'c-ok' : 't3'}`}>
      <Icon of={isIncluded ? IconRosetteDiscountCheck : IconClock} size={14} />
      {proof}
    </span>
  );
}
