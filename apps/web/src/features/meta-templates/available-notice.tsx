import type { AvailableTemplate } from '@cerebrate/contract';
import { ActionButton, Chip, Chips, Icon } from '../../ui/index.js';
import { loadTemplates } from './acts.js';
import { scopes, text } from './text.js';

interface AvailableNoticeProps {
  readonly templates: readonly AvailableTemplate[];
  readonly onChange: () => void;
}

/** What is shipped but not loaded, each with its own button (FEATURES MT-19). */
export function AvailableNotice({ templates, onChange }: AvailableNoticeProps) {
  return (
    <div className="notice-strip" data-tone="info">
      <Icon name="info-circle" />
      <div>
        <p className="mb-1">{text.available.title(templates.length)}</p>
        <Chips>
          {templates.map((template) => (
            <span key={template.uuid} className="d-inline-flex align-items-center">
              <Chip title={`${scopes[template.scope]} · ${template.description}`}>
                {template.name} · {text.version(template.templateVersion)}
              </Chip>
              <ActionButton
                action={{
                  label: text.available.load(template.name),
                  icon: 'download',
                  onSelect: () => void loadTemplates(template.uuid, onChange),
                }}
                look="icon"
                small
              />
            </span>
          ))}
        </Chips>
      </div>
      <ActionButton
        action={{
          label: text.available.loadAll,
          icon: 'download',
          onSelect: () => void loadTemplates(undefined, onChange),
        }}
        small
      />
    </div>
  );
}
