import { useId, type ReactNode } from 'react';

interface PanelProps {
  readonly title: ReactNode;
  /** Source, age or an action, right of the title. */
  readonly aside?: ReactNode;
  readonly isPadded?: boolean;
  readonly className?: string;
  readonly testId?: string;
  /** Depth of its title: 3 inside a section that has a title of its own. */
  readonly level?: 2 | 3;
  readonly children: ReactNode;
}

/** A titled region of a screen. */
export function Panel({ title, aside, isPadded = true, className = '', testId, level = 2, children }: PanelProps) {
  const id = useId();
  const Title = level === 2 ? 'h2' : 'h3';
  return (
    // Inside a section the panels of two vaults have the same names: then they are groups, not landmarks.
    <section
      className={`panel ${className}`}
      aria-labelledby={id}
      data-testid={testId}
      role={level === 2 ? undefined : 'group'}
    >
      <header className="panel-h">
        <Title id={id}>{title}</Title>
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
