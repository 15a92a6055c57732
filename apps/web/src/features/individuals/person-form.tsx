import {
  EmailAddress,
  type EmailKind,
  emailKinds,
  enumerations,
  type FormTemplate,
  type Individual,
  type IndividualChanges,
  type ManyIndividualsChanges,
} from '@cerebrate/contract';
import * as z from 'zod';
import { call, currentSession, loadSession } from '../../api/index.js';
import { formTemplates } from '../../parts/meta-fields/form-templates.js';
import { MetaFieldsEditor } from '../../parts/meta-fields/meta-fields-editor.js';
import { type FieldSpec, type FormItem, orLeave } from '../../ui/index.js';
import { text } from './text.js';

const words = text.form;

/** Further addresses as the form holds them: a list for each kind. */
const Addresses = z.array(EmailAddress).optional();
export const addressLists = { work: Addresses, duty: Addresses, private: Addresses, other: Addresses };
type Lists = { readonly [K in EmailKind]?: string[] | undefined };

/** The lists of a stored person. */
export const listsOf = (emails: Individual['emails']): Record<EmailKind, string[]> =>
  Object.fromEntries(
    emailKinds.map((kind) => [kind, emails.filter((one) => one.kind === kind).map(({ address }) => address)]),
  ) as Record<EmailKind, string[]>;

/** What is saved as `emails`: the given lists, the others as they are stored; nothing when none is given. */
export function emailsOf(given: Lists, stored: Individual['emails'] = []): IndividualChanges['emails'] {
  if (emailKinds.every((kind) => given[kind] === undefined)) return undefined;
  const all = { ...listsOf(stored), ...Object.fromEntries(Object.entries(given).filter(([, list]) => list)) };
  return emailKinds.flatMap((kind) => all[kind].map((address) => ({ address, kind })));
}

/** What the form offers besides its fields. */
export interface PersonOffers {
  readonly templates: readonly FormTemplate[];
  /** The only positions allowed; null where any text is. */
  readonly positions: readonly string[] | null;
}

/** Loads what the form offers. @throws ProblemError */
export async function loadPersonOffers(signal: AbortSignal): Promise<PersonOffers> {
  await loadSession();
  const [templates, { values }] = await Promise.all([
    formTemplates('individual', signal),
    call(enumerations.options, { params: { model: 'Individuals', field: 'position' }, signal }),
  ]);
  return { templates, positions: values };
}

/** The fields of many people at once; each may stay as it is in all of them. */
export const manyPeopleFields = (offers: PersonOffers): readonly FormItem<z.input<typeof ManyIndividualsChanges>>[] => {
  const fields = personFields<z.input<typeof ManyIndividualsChanges>>(offers);
  return fields.flatMap((field) =>
    field.name === 'position'
      ? [orLeave(field)]
      : field.name === 'metaFields'
        ? [{ ...field, help: text.bulk.metaFieldsHelp }]
        : [],
  );
};

/** The fields of the form, for a new person and for one who is there. */
export function personFields<V extends object>(offers: PersonOffers, person?: Individual): readonly FieldSpec<V>[] {
  const isCommunityAdmin = currentSession()?.user?.flags.perm_community_admin === true;
  const { positions, templates } = offers;
  const fields = [
    { name: 'email', label: words.email, input: 'email', help: words.emailHelp, required: true },
    { name: 'firstName', label: words.firstName, input: 'text', width: 'half' },
    { name: 'lastName', label: words.lastName, input: 'text', width: 'half' },
    positions === null
      ? { name: 'position', label: words.position, input: 'text', blank: 'null' }
      : {
          name: 'position',
          label: words.position,
          input: 'select',
          blank: 'null',
          choices: positions.map((value) => ({ value, label: value })),
        },
    ...emailKinds.map((kind) => ({
      name: kind,
      label: words[kind],
      input: 'values',
      addLabel: words.addAddress,
      width: 'half',
    })),
    ...(isCommunityAdmin ? [{ name: 'uuid', label: words.uuid, input: 'uuid', blank: 'omit' }] : []),
    ...(templates.length > 0
      ? [
          {
            name: 'metaFields',
            label: words.metaFields,
            input: 'custom',
            render: (control: Parameters<typeof MetaFieldsEditor>[0]['control']) => (
              <MetaFieldsEditor control={control} templates={templates} stored={person?.metaFields ?? []} />
            ),
          },
        ]
      : []),
  ];
  return fields as unknown as FieldSpec<V>[];
}
