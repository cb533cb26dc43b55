import type { ReactNode } from 'react';
import { Mark } from '../../frame/Mark.tsx';
import './first-run.css';

interface GateProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** A centred card for the moments before a workspace is open. */
export function Gate({ title, children }: GateProps) {
  return (
    <main className="gate">
      <div className="gate-c">
        <div className="gate-h">
          <Mark size={32} />
          <b>Countersign</b>
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
