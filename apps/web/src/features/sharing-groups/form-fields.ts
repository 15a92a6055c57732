import type { NewSharingGroup, SharingGroupChanges } from '@cerebrate/contract';
import type * as z from 'zod';
import { currentSession } from '../../api/index.js';
import { organisationChoice, searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import type { Choice, FieldSpec, FormItem } from '../../ui/index.js';
import { text } from './text.js';

const words = text.form;
type NewInput = z.input<typeof NewSharingGroup>;
type ChangesInput = z.input<typeof SharingGroupChanges>;

interface Owner {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly country: string | null;
}

/** Whether the caller may choose the owner. */
const choosesOwner = (): boolean => currentSession()?.user?.flags.perm_community_admin === true;

/** The fields of a new group in the order of the form. */
export const newFields = (): readonly FormItem<NewInput>[] => [
  ...(ownFields() as readonly FieldSpec<NewInput>[]),
  { name: 'uuid', label: words.uuid, input: 'uuid', help: words.uuidHelp, blank: 'omit' },
];

/** The fields of a group that is there. */
export const changeFields = (owner: Owner): readonly FormItem<ChangesInput>[] => [
  ...ownFields(organisationChoice(owner)),
  { name: 'local', label: words.local, input: 'switch', help: words.localHelp, width: 'half' },
];

const ownFields = (owner?: Choice): readonly FieldSpec<ChangesInput>[] => [
  { name: 'name', label: words.name, input: 'text', required: true },
  {
    name: 'releasability',
    label: words.releasability,
    input: 'textarea',
    rows: 2,
    required: true,
    help: words.releasabilityHelp,
  },
  ...(choosesOwner()
    ? [
        {
          name: 'organisationId',
          label: words.owner,
          input: 'search',
          search: searchOrganisations,
          numeric: true,
          blank: 'omit',
          help: words.ownerHelp,
          ...(owner ? { chosen: owner } : {}),
        } as const,
      ]
    : []),
  { name: 'description', label: words.description, input: 'textarea', rows: 3, blank: 'null' },
  { name: 'active', label: words.active, input: 'switch', help: words.activeHelp, width: 'half' },
];
