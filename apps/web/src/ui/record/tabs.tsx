import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { number } from '../../text/en.js';

/** One tab; `key` stands in the address. */
export interface TabSpec {
  readonly key: string;
  readonly label: string;
  readonly count?: number;
  readonly content: ReactNode;
}

interface TabsProps {
  /** Names the row of tabs. */
  readonly label: string;
  readonly tabs: readonly TabSpec[];
  /** Parameter of the address. */
  readonly param?: string;
}

/** Tabs whose choice is in the address (`?tab=`), so that it survives reload and can be sent. Arrow keys move. */
export function Tabs({ label, tabs, param = 'tab' }: TabsProps) {
  const id = useId();
  const [params, setParams] = useSearchParams();
  const row = useRef<HTMLDivElement>(null);
  const wanted = params.get(param);
  const current = tabs.find((tab) => tab.key === wanted) ?? tabs[0];
  if (!current) return null;
  const choose = (key: string) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (key === tabs[0]?.key) next.delete(param);
        else next.set(param, key);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  const onKeyDown = (event: KeyboardEvent) => {
    const next = neighbour(tabs, current, event.key);
    if (!next) return;
    event.preventDefault();
    choose(next.key);
    row.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.key)}"]`)?.focus();
  };
  return (
    <section className="surface tabs">
      <div ref={row} className="tab-row" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            data-tab={tab.key}
            aria-selected={tab === current}
            aria-controls={tab === current ? `${id}-panel` : undefined}
            tabIndex={tab === current ? 0 : -1}
            onClick={() => choose(tab.key)}
          >
            {tab.label}
            {tab.count === undefined ? null : <span className="count-pill tabular">{number(tab.count)}</span>}
          </button>
        ))}
      </div>
      <div
        key={current.key}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${current.key}`}
        className="tab-panel"
      >
        {current.content}
      </div>
    </section>
  );
}

function neighbour(tabs: readonly TabSpec[], current: TabSpec, key: string): TabSpec | undefined {
  const at = tabs.indexOf(current);
  if (key === 'ArrowRight') return tabs[(at + 1) % tabs.length];
  if (key === 'ArrowLeft') return tabs[(at - 1 + tabs.length) % tabs.length];
  if (key === 'Home') return tabs[0];
  return key === 'End' ? tabs.at(-1) : undefined;
}
