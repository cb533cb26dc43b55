import { useRef, type KeyboardEvent } from 'react';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly title: string;
  readonly count?: number;
  readonly tone?: 'idle' | 'solid' | 'bad';
}

interface TabBarProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly at: Id;
  readonly onChoose: (id: Id) => void;
}

/** Tabs with the roving focus of the tab pattern: arrows, Home and End move. */
export function TabBar<Id extends string>({ label, tabs, at, onChoose }: TabBarProps<Id>) {
  const bar = useRef<HTMLDivElement>(null);
  const current = tabs.findIndex((tab) => tab.id === at);
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowRight: current + 1,
      ArrowLeft: current - 1,
      Home: 0,
      End: tabs.length - 1,
    };
    const target = steps[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const index = (target + tabs.length) % tabs.length;
    const next = tabs[index];
    if (next === undefined) return;
    onChoose(next.id);
    bar.current?.querySelectorAll<HTMLElement>('[role="tab"]')[index]?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={bar} onKeyDown={press}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`tab-${tab.id}`}
          aria-selected={tab.id === at}
          tabIndex={tab.id === at ? 0 : -1}
          className={tab.id === at ? 'on' : undefined}
          onClick={() => onChoose(tab.id)}
        >
          {tab.title}
          {tab.count !== undefined && tab.count > 0 && (
            <span className={`cnt cnt-${tab.tone ?? 'idle'}`}>{tab.count}</span>
          )}
        </button>
      ))}
    </div>
  );
}
