import { type OrganisationRule, type RuleMetaOperator, ruleMetaOperators } from '@cerebrate/contract';
import { type ComponentProps, type ReactNode, useMemo } from 'react';
import { type Choice, TagPicker, useSettled } from '../../ui/index.js';
import type { AnyRule, RuleSubject } from './leaf-kinds.js';
import { fieldsOf } from './rule-fields.js';
import { searchRoles, sourceOf } from './sources.js';
import { text } from './text.js';

interface LeafProps<L extends AnyRule = AnyRule> {
  readonly id: string;
  readonly subject: RuleSubject;
  readonly leaf: L;
  readonly invalid: boolean;
  readonly describedBy: string | undefined;
  readonly onChange: (leaf: AnyRule) => void;
  /** Draws a tree about organisations within a condition on people. */
  readonly branch: (id: string, rule: OrganisationRule, onChange: (rule: AnyRule) => void) => ReactNode;
}

/** What a condition asks for, by its kind. */
export function LeafInput(props: LeafProps) {
  const { leaf, onChange } = props;
  if (leaf.kind === 'metaField') return <MetaFieldInput {...props} leaf={leaf as MetaLeaf} />;
  if (leaf.kind === 'organisation') return <OrganisationBranch {...props} leaf={leaf as BranchLeaf} />;
  const key = 'uuids' in leaf ? 'uuids' : 'values';
  const values = (leaf as unknown as Record<string, string[]>)[key] ?? [];
  const isFree = key === 'values' && leaf.kind !== 'nationality';
  return (
    <NamedPicker
      id={props.id}
      label={`${text.kinds[leaf.kind as keyof typeof text.kinds]}: ${text.values}`}
      values={values}
      source={sourceOf(props.subject, leaf.kind)}
      create={isFree ? asTyped : undefined}
      invalid={props.invalid}
      describedBy={props.describedBy}
      onChange={(next) => onChange({ ...leaf, [key]: next } as AnyRule)}
    />
  );
}

type MetaLeaf = Extract<AnyRule, { kind: 'metaField' }>;
type BranchLeaf = Extract<AnyRule, { kind: 'organisation' }>;

/** What is typed is what is meant; nothing has to exist. */
const asTyped = (name: string): Promise<Choice> => Promise.resolve({ value: name, label: name });
const nothingToOffer: readonly Choice[] = [];

function MetaFieldInput({ id, subject, leaf, invalid, describedBy, onChange }: LeafProps<MetaLeaf>) {
  const { value: known } = useSettled(useMemo(() => fieldsOf(subject), [subject]));
  const current = `${leaf.templateUuid} ${leaf.field}`;
  const choose = (key: string) => {
    const [templateUuid = '', ...field] = key.split(' ');
    onChange({ ...leaf, templateUuid, field: field.join(' ') });
  };
  return (
    <>
      <div className="rule-field">
        <select
          id={id}
          className="form-select"
          aria-label={text.field}
          value={leaf.field === '' ? '' : current}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="">{text.noField}</option>
          {leaf.field !== '' && !known?.some(({ key }) => key === current) ? (
            <option value={current}>{leaf.field}</option>
          ) : null}
          {known?.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
        <select
          className="form-select"
          aria-label={text.operator}
          value={leaf.op}
          onChange={(event) => {
            const op = event.target.value as RuleMetaOperator;
            onChange({ ...leaf, op, values: op === 'present' ? [] : leaf.values });
          }}
        >
          {ruleMetaOperators.map((op) => (
            <option key={op} value={op}>
              {text.operators[op]}
            </option>
          ))}
        </select>
      </div>
      {leaf.op === 'present' ? null : (
        <NamedPicker
          id={`${id}-values`}
          label={`${text.kinds.metaField}: ${text.values}`}
          values={leaf.values}
          source={nothingToOffer}
          create={asTyped}
          invalid={invalid}
          describedBy={describedBy}
          onChange={(values) => onChange({ ...leaf, values })}
        />
      )}
    </>
  );
}

function OrganisationBranch({ id, leaf, branch, onChange }: LeafProps<BranchLeaf>) {
  return (
    <>
      <NamedPicker
        id={id}
        label={text.roles}
        placeholder={text.roles}
        values={leaf.roles ?? []}
        source={searchRoles}
        create={asTyped}
        onChange={(roles) => {
          const { roles: _roles, ...rest } = leaf;
          onChange(roles.length > 0 ? { ...rest, roles } : rest);
        }}
      />
      <span className="muted">{text.ofOrganisation}</span>
      {branch(`${id}-of`, leaf.rule, (rule) => onChange({ ...leaf, rule } as AnyRule))}
    </>
  );
}

/** A picker whose name is heard, not seen: the line it stands in says it to who looks. */
function NamedPicker(props: ComponentProps<typeof TagPicker> & { readonly id: string }) {
  return (
    <>
      <label className="visually-hidden" htmlFor={props.id}>
        {props.label}
      </label>
      <TagPicker {...props} />
    </>
  );
}
