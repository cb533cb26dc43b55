import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon.tsx';
import { IconCheck } from '../../components/icons.ts';

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}

/** One question of the form, ticked when it is answered. */
export function Step({ number, title, isDone, children }: StepProps) {
  return (
    <div className="fs">
      <span className={`fs-n${isDone ? ' done' : ''}`}>{isDone ? <Icon of={IconCheck} size={12} /> : number}</span>
      <span className="fs-l">{title}</span>
      <div className="fs-b">{children}</div>
    </div>
  );
}
