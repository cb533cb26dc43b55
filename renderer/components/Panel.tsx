import { useId, type ReactNode } from 'react';

interface PanelProps {
  readonly title: ReactNode;
  /** Source, age or an action, right of the title. */
  readonly aside?: ReactNode;
  readonly isPadded?: boolean;
  readonly className?: string;
  readonly testId?: string;
  readonly children: ReactNode;
}

/** A titled region of a screen. */
export function Panel({ title, aside, isPadded = true, className = '', testId, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id} data-testid={testId}>
      <header className="panel-h">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <span className="panel-r">{aside}</span>}
      </header>
      <div className={isPadded ? 'panel-b' : 'panel-n'}>{children}</div>
    </section>
  );
}

interface PageHeadProps {
  readonly title: ReactNode;
  readonly crumb?: ReactNode;
  readonly sub?: ReactNode;
  readonly actions?: ReactNode;
}

/** The head of a screen: crumb, title, one line below, actions at the right. */
export function PageHead({ title, crumb, sub, actions }: PageHeadProps) {
  return (
    <div className="head">
      <div>
        {crumb}
        <h1 tabIndex={-1}>{title}</h1>
        {sub !== undefined && <p>{sub}</p>}
      </div>
      {actions !== undefined && <div className="head-r">{actions}</div>}
    </div>
  );
}
