import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import type { TablerIcon } from './icons.ts';

interface EmptyProps {
  readonly icon: TablerIcon;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** What will appear here, and the one next action. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <Icon of={icon} size={24} className="t3" />
      <b>{title}</b>
      <p className="t2">{children}</p>
      {action}
    </div>
  );
}
