import type { FormTemplate } from '@cerebrate/contract';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { Icon } from '../../ui/index.js';
import { text } from './text.js';

/** What a tab shows of a template. */
type Tabbed = Pick<FormTemplate, 'id' | 'name' | 'namespace' | 'templateVersion'>;

interface TemplateTabsProps {
  readonly id: string;
  readonly templates: readonly Tabbed[];
  readonly current: Tabbed;
  readonly counts: ReadonlyMap<number, number>;
  readonly faults: ReadonlyMap<number, number>;
  readonly onChoose: (template: Tabbed) => void;
  readonly children: ReactNode;
}

/**
 * One tab a template, inside a form: unlike the tabs of a page its choice is not in the address, since leaving an
 * address with unsaved changes asks. Arrow keys move.
 */
export function TemplateTabs({ id, templates, current, counts, faults, onChoose, children }: TemplateTabsProps) {
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = templates[(templates.indexOf(current) + step + templates.length) % templates.length];
    if (!next) return;
    onChoose(next);
    row.current?.querySelector<HTMLElement>(`[data-template="${next.id}"]`)?.focus();
  };
  return (
    <>
      <div ref={row} className="tab-row" role="tablist" aria-label={text.tabs} onKeyDown={onKeyDown}>
        {templates.map((template) => {
          const wrong = faults.get(template.id) ?? 0;
          return (
            <button
              key={template.id}
              type="button"
              role="tab"
              id={`${id}-tab-${template.id}`}
              data-template={template.id}
              title={`${template.namespace} · ${text.version(template.templateVersion)}`}
              aria-selected={template === current}
              aria-controls={template === current ? `${id}-panel` : undefined}
              tabIndex={template === current ? 0 : -1}
              onClick={() => onChoose(template)}
            >
              {template.name}
              {counts.get(template.id) ? <span className="count-pill tabular">{counts.get(template.id)}</span> : null}
              {wrong > 0 ? <Icon name="exclamation-octagon" label={text.faultsIn(wrong)} /> : null}
            </button>
          );
        })}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${current.id}`} className="tab-panel">
        {children}
      </div>
    </>
  );
}
