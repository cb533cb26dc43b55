import type { SourceView } from '../../src/contract/views.ts';
import { useNow } from '../api/clock.ts';
import { Icon } from './Icon.tsx';
import { IconClockExclamation } from './icons.ts';
import { ageWords } from './time.ts';

/** A figure older than this is shown as old. */
const STALE_AFTER_MS = 120_000;

/** Whether a figure is too old to act on. */
export const isStale = (source: SourceView, now: number): boolean =>
  source.isStale || now - Number(source.readAt) > STALE_AFTER_MS;

/** Where a figure comes from and how old it is. */
export function Source({ of: source }: { readonly of: SourceView }) {
  const now = useNow();
  const isOld = isStale(source, now);
  return (
    <span className={`src${isOld ? ' src-stale' : ''}`}>
      {isOld && <Icon of={IconClockExclamation} size={12} />}
      <span>{source.name} ·</span>
      <span>
        {ageWords(now - Number(source.readAt))}
        {isOld && ', stale'}
      </span>
    </span>
  );
}
