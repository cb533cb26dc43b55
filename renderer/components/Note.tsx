import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconInfoCircle, type TablerIcon } from './icons.ts';

type NoteTone = 'wait' | 'bad' | 'ok' | 'ink' | 'idle';

interface NoteProps {
  readonly tone: NoteTone;
  readonly icon?: TablerIcon;
  /** A full sentence. */
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits its turn. */
  readonly role?: 'alert' | 'status';
}

const icons: Record<NoteTone, TablerIcon> = {
  wait: IconAlertTriangle,
  bad: IconAlertOctagon,
  ok: IconCircleCheck,
  ink: IconInfoCircle,
  idle: IconInfoCircle,
};

/** One sentence that stands out, what is safe, and at most one action. */
export function Note({ tone, icon, title, children, action, role }: NoteProps) {
  return (
    <div className={`note note-${tone}`} role={role}>
      <Icon of={icon ?? icons[tone]} size={18} />
      <div className="note-b">
        <b>{title}</b>
        {children !== undefined && <div className="note-t">{children}</div>}
      </div>
      {action !== undefined && <span className="note-a">{action}</span>}
    </div>
  );
}
