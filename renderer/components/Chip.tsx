import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import type { TablerIcon } from './icons.ts';

export type Tone = 'ink' | 'ok' | 'wait' | 'bad' | 'idle' | 'test' | 'solid';

interface ChipProps {
  readonly tone?: Tone;
  readonly icon?: TablerIcon;
  readonly isSmall?: boolean;
  readonly children: ReactNode;
}

/** Tint, edge, icon and word: no state is told by colour alone. */
export function Chip({ tone = 'idle', icon, isSmall = false, children }: ChipProps) {
  return (
    <span className={`chip chip-${tone}${isSmall ? ' chip-sm' : ''}`}>
      {icon && <Icon of={icon} size={isSmall ? 12 : 14} />}
      <span>{children}</span>
    </span>
  );
}
