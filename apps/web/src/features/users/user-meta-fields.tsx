import type { FormTemplate, LimitationCounter, MetaFieldValue } from '@cerebrate/contract';
import { MetaFieldsEditor } from '../../parts/meta-fields/meta-fields-editor.js';
import { type FieldControl, Icon, useFormValues } from '../../ui/index.js';
import { useCounters, usedWith } from './quota.js';
import { text } from './text.js';
import './users.scss';

interface UserMetaFieldsProps {
  readonly control: FieldControl;
  readonly templates: readonly FormTemplate[];
  readonly stored: readonly MetaFieldValue[];
  /** The user who is edited; none while one is added. */
  readonly userId?: number;
}

/** The meta-fields of an account, each with how far the limits on it are used up in the chosen organisation (FEATURES USR-17). */
export function UserMetaFields({ control, templates, stored, userId }: UserMetaFieldsProps) {
  const values = useFormValues();
  const organisationId = Number(values['organisationId']);
  const counters = useCounters(organisationId > 0 ? organisationId : undefined, userId);
  const isDisabled = values['disabled'] === true;
  return (
    <MetaFieldsEditor
      control={control}
      templates={templates}
      stored={stored}
      beside={({ field }, texts) => {
        const limits = counters.filter(({ permission }) => permission === field);
        return limits.length === 0 ? null : <Counters limits={limits} texts={texts} isDisabled={isDisabled} />;
      }}
    />
  );
}

interface CountersProps {
  readonly limits: readonly LimitationCounter[];
  readonly texts: readonly string[];
  readonly isDisabled: boolean;
}

function Counters({ limits, texts, isDisabled }: CountersProps) {
  return (
    <span className="quota-counters" aria-live="polite">
      {limits.map((limit) => {
        const used = usedWith(limit, texts, isDisabled);
        const isOver = used > limit.max;
        return (
          <span
            key={`${limit.scope} ${limit.value ?? ''}`}
            className="quota-counter tabular"
            data-over={isOver || undefined}
            title={text.quota.explained(limit)}
          >
            <Icon name={isOver ? 'exclamation-triangle' : limit.scope === 'global' ? 'globe' : 'diagram-3'} />
            <span className="visually-hidden">{text.quota.scopes[limit.scope]}: </span>
            {limit.value === null ? null : <span className="mono">{limit.value} </span>}
            {text.quota.of(used, limit.max)}
            {isOver ? ` – ${text.quota.over}` : null}
          </span>
        );
      })}
    </span>
  );
}
