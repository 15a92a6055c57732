import { FieldRightInput, fieldRights, metaTemplates } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call, ProblemError } from '../../api/index.js';
import { type Choice, FormFor, type FormItem, FormPage } from '../../ui/index.js';
import { audienceChoices } from './audience.js';
import { loadRights } from './rights-tab.js';
import { rightsText as text } from './rights-text.js';

/** The field of the address with its rule. @throws ProblemError 404 when the template has no such field */
export async function loader({ params, request: { url, signal } }: LoaderFunctionArgs) {
  const template = await call(metaTemplates.get, { params: { ref: params['ref'] ?? '' }, signal });
  const name = new URL(url).searchParams.get('field');
  const field = template.fields.find((one) => one.field === name)?.field;
  if (field === undefined) throw new ProblemError({ status: 404, title: '', detail: text.noField });
  const { rules, roles } = await loadRights(template, signal);
  return {
    template: { id: template.id, uuid: template.uuid },
    field,
    rule: rules.find((rule) => rule.field === field),
    choices: audienceChoices(roles),
  };
}

interface RightValues {
  seeWho?: string | undefined;
  see?: string[] | undefined;
  writeWho?: string | undefined;
  write?: string[] | undefined;
}

const formOf = (templateUuid: string, field: string) =>
  z
    .custom<RightValues>()
    .transform(
      ({ seeWho, see = [], writeWho, write = [] }): z.input<typeof FieldRightInput> => ({
        templateUuid,
        field,
        see: seeWho === 'named' ? see : null,
        write: writeWho === 'named' ? write : null,
      }),
    )
    .pipe(FieldRightInput);

/** Says who sees and who changes the values of one field (issue 202 of the original). */
export function Component() {
  const { template, field, rule, choices } = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.title(field)} lead={text.lead}>
      <FormFor
        schema={formOf(template.uuid, field)}
        values={{
          seeWho: rule?.see ? 'named' : 'usual',
          see: rule?.see ?? [],
          writeWho: rule?.write ? 'named' : 'usual',
          write: rule?.write ?? [],
        }}
        fields={[...audienceFields('see', choices), ...audienceFields('write', choices)]}
        submit={text.save}
        back={`/metaTemplates/view/${template.id}?tab=rights`}
        onSave={(body, signal) => call(fieldRights.put, { body, signal })}
        onSaved={() => ({ toast: text.saved(field) })}
      />
    </FormPage>
  );
}

const audienceFields = (kind: 'see' | 'write', choices: readonly Choice[]): readonly FormItem<RightValues>[] => [
  {
    name: `${kind}Who`,
    label: kind === 'see' ? text.seeWho : text.writeWho,
    input: 'select',
    choices: [
      { value: 'usual', label: text.usual[kind] },
      { value: 'named', label: text.named },
    ],
    required: true,
  },
  {
    name: kind,
    label: `${kind === 'see' ? text.see : text.write}: ${text.audience.toLowerCase()}`,
    input: 'tags',
    search: choices,
    help: kind === 'see' ? text.audienceHelp : `${text.audienceHelp} ${text.writeHelp}`,
    when: (values) => values[`${kind}Who`] === 'named',
  },
];
