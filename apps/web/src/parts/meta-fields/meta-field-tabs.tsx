// metaFieldTabs(record.metaFields, { index: '/organisations/index' }) → tabs for a RecordPage, one a template.
// <MetaFieldsTabs values={record.metaFields} index="/organisations/index" /> → the same as a block of its own.
import type { MetaFieldValue } from '@cerebrate/contract';
import { useState } from 'react';
import { grouped, type TabSpec, Tabs } from '../../ui/index.js';
import './meta-fields.scss';
import { exact, MetaValue, meaningOf } from './meta-value.js';
import { NewerVersion } from './newer-version.js';
import { text } from './text.js';

interface MetaFieldsView {
  /** The list that is searched when a value is clicked; the organisations unless said otherwise. */
  readonly index?: string;
  /** The record the values are of; whoever manages templates is then led to newer versions of them. */
  readonly record?: number;
}

/** Values shown before the rest is asked for: a national constituency has thousands of networks. */
const shownAtFirst = 60;

/** The values of a record as tabs, one for each template (and version), with the number of values. */
export function metaFieldTabs(
  values: readonly MetaFieldValue[],
  { index = '/organisations/index', record }: MetaFieldsView = {},
): TabSpec[] {
  const templates = grouped(values, (value) => `${value.templateUuid} ${value.templateVersion}`);
  return templates.flatMap(([key, held]) => {
    const [first] = held;
    if (!first) return [];
    const isAmbiguous = templates.some(([other, [one]]) => other !== key && one?.templateName === first.templateName);
    return {
      key: `meta-${first.templateUuid.slice(0, 8)}-${first.templateVersion}`,
      label: isAmbiguous ? `${first.templateName} v${first.templateVersion}` : first.templateName,
      count: held.length,
      content: <TemplateValues values={held} index={index} record={record} />,
    };
  });
}

/** The values of a record in tabs of their own; nothing when it has none. */
export function MetaFieldsTabs({ values, ...view }: MetaFieldsView & { readonly values: readonly MetaFieldValue[] }) {
  const tabs = metaFieldTabs(values, view);
  return tabs.length > 0 ? <Tabs label={text.tabs} tabs={tabs} param="meta" /> : null;
}

interface TemplateValuesProps {
  readonly values: readonly MetaFieldValue[];
  readonly index: string;
  readonly record: number | undefined;
}

function TemplateValues({ values, index, record }: TemplateValuesProps) {
  const isUnknown = values.every((value) => value.templateId === null);
  return (
    <>
      <NewerVersion templateId={values[0]?.templateId ?? null} record={record} />
      {isUnknown ? <p className="muted">{text.unknownTemplate}</p> : null}
      <dl className="key-value">
        {grouped(values, (value) => value.field).map(([field, held]) => (
          <FieldValues key={field} field={field} values={held} index={index} />
        ))}
      </dl>
    </>
  );
}

interface FieldValuesProps {
  readonly field: string;
  readonly values: readonly MetaFieldValue[];
  readonly index: string;
}

function FieldValues({ field, values, index }: FieldValuesProps) {
  const [all, setAll] = useState(false);
  const shown = all ? values : values.slice(0, shownAtFirst);
  const isWide = values.length > 3 && values[0] !== undefined && exact.has(meaningOf(values[0]));
  return (
    <div data-wide={isWide || undefined}>
      <dt>
        {field}
        {values.length > 1 ? <span className="count-pill tabular ms-2">{values.length}</span> : null}
      </dt>
      <dd>
        <span className="meta-values">
          {shown.map((value) => (
            <MetaValue key={value.id} value={value} index={index} />
          ))}
          {shown.length < values.length ? (
            <button type="button" className="btn btn-ghost btn-sm" onClick={() => setAll(true)}>
              {text.showAll(values.length)}
            </button>
          ) : null}
        </span>
      </dd>
    </div>
  );
}
