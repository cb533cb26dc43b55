import type { ReactNode } from 'react';
import { useStatus } from '../../api/queries.ts';
import { useNow } from '../../api/clock.ts';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconCheck, IconPackage } from '../../components/icons.ts';
import { clockTime, fullDate, timeZone } from '../../components/time.ts';
import { Mark } from '../../frame/Mark.tsx';
import { NetworkClass } from '../../frame/NetworkClass.tsx';
import './first-run.css';

const steps = [
  { id: 'workspace', title: 'Workspace', detail: 'name and passphrase' },
  { id: 'ceremony', title: 'Key ceremony', detail: 'three holders, one key' },
  { id: 'ready', title: 'Ready', detail: 'address and fingerprint' },
] as const;
export type FirstRunStep = (typeof steps)[number]['id'];

interface FirstRunFrameProps {
  readonly step: FirstRunStep;
  readonly top?: ReactNode;
  readonly children: ReactNode;
}

/** The frame before there is a workspace: steps at the left, build and time below. */
export function FirstRunFrame({ step, top, children }: FirstRunFrameProps) {
  const { data: status } = useStatus();
  const now = useNow();
  return (
    <div className="fr app-test">
      <header className="top">
        <Mark />
        <b className="fr-t">Countersign</b>
        <span className="t3">First run</span>
        <NetworkClass network="test" />
        {top !== undefined && <span className="top-s">{top}</span>}
      </header>
      <Steps at={step} />
      <main className="main">{children}</main>
      <footer className="strip">
        {status !== undefined && (
          <span>
            <Icon of={IconPackage} size={12} />
            Build {status.version} <HashPrefix of={status.buildHash} />
          </span>
        )}
        <span className="strip-r">
          {fullDate(now)} <b className="num">{clockTime(now)}</b> {timeZone()}
        </span>
      </footer>
    </div>
  );
}

function Steps({ at }: { readonly at: FirstRunStep }) {
  const current = steps.findIndex((step) => step.id === at);
  return (
    <nav className="fr-s" aria-label="Steps">
      <ol>
        {steps.map((step, index) => (
          <li
            key={step.id}
            className={index < current ? 'done' : index === current ? 'on' : undefined}
            aria-current={index === current ? 'step' : undefined}
          >
            <span className="fr-n">{index < current ? <Icon of={IconCheck} size={12} /> : index + 1}</span>
            <span>
              <b>{step.title}</b>
              <small>{step.detail}</small>
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
