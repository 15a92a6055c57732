import { type FieldRight, fieldRights, type MetaTemplateRecord, type Role } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { allRoles } from '../../parts/identity/index.js';
import { type Action, type Choice, type Column, DataTable } from '../../ui/index.js';
import { audienceChoices, audienceInWords } from './audience.js';
import { rightsText as text } from './rights-text.js';

/** The rules for the fields of a template, and the roles they may name. */
interface TemplateRights {
  readonly rules: readonly FieldRight[];
  readonly roles: readonly Role[];
}

/** @throws ProblemError */
export async function loadRights(
  { uuid, scope }: Pick<MetaTemplateRecord, 'uuid' | 'scope'>,
  signal: AbortSignal,
): Promise<TemplateRights> {
  const [{ items }, roles] = await Promise.all([
    call(fieldRights.list, { query: { scope }, signal }),
    allRoles(signal),
  ]);
  return { rules: items.filter(({ templateUuid }) => templateUuid === uuid), roles };
}

interface Row {
  readonly field: string;
  readonly rule: FieldRight | undefined;
}

/** Who sees and who changes each field of a template (issue 202 of the original). */
export function RightsTab({
  template,
  rights,
}: {
  readonly template: MetaTemplateRecord;
  readonly rights: TemplateRights;
}) {
  const choices = audienceChoices(rights.roles);
  const rows = template.fields.map(({ field }) => ({ field, rule: rights.rules.find((rule) => rule.field === field) }));
  return (
    <>
      <p className="muted mb-4">{text.lead}</p>
      <DataTable
        id="field-rights"
        caption={text.tab}
        rows={rows}
        columns={columnsOf(choices)}
        rowKey={(row) => row.field}
        rowLabel={(row) => row.field}
        rowActions={(row): readonly Action[] => [
          {
            label: text.edit,
            icon: 'pencil',
            to: `/metaTemplates/fieldRights/${template.id}?field=${encodeURIComponent(row.field)}`,
            modal: true,
          },
        ]}
        empty={{ text: text.noField }}
      />
    </>
  );
}

const columnsOf = (choices: readonly Choice[]): readonly Column<Row>[] => [
  { key: 'field', label: text.field, always: true, card: 'title', value: (row) => row.field },
  {
    key: 'see',
    label: text.see,
    card: 'fact',
    value: ({ rule }) => audienceInWords(rule?.see ?? null, text.everyone, choices),
    cell: ({ rule }) => <Audience named={rule?.see ?? null} usual={text.everyone} choices={choices} />,
  },
  {
    key: 'write',
    label: text.write,
    card: 'fact',
    value: ({ rule }) => audienceInWords(rule?.write ?? null, text.writers, choices),
    cell: ({ rule }) => <Audience named={rule?.write ?? null} usual={text.writers} choices={choices} />,
  },
];

interface AudienceProps {
  readonly named: FieldRight['see'];
  readonly usual: string;
  readonly choices: readonly Choice[];
}

/** What is usual is said quietly. */
function Audience({ named, usual, choices }: AudienceProps) {
  const words = audienceInWords(named, usual, choices);
  return named === null ? <span className="muted">{words}</span> : <>{words}</>;
}
