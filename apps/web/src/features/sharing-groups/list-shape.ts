import { SharingGroupList } from '@cerebrate/contract';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { type ListShape, listShape } from '../../ui/index.js';

const declared = listShape(SharingGroupList);

/** What can be asked of the list of sharing groups; owner and member are picked by name. */
export const sharingGroupShape: ListShape = {
  ...declared,
  fields: declared.fields.map((field) =>
    field.name === 'ownerId' || field.name === 'member'
      ? {
          ...field,
          label: field.label.replace(' (id)', ''),
          kind: 'choice',
          ops: ['eq', 'not'],
          choices: searchOrganisations,
        }
      : field,
  ),
};
