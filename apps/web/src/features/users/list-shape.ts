import { type FormTemplate, ssoStates, UserList } from '@cerebrate/contract';
import { searchRoles } from '../../parts/identity/index.js';
import { metaFilters } from '../../parts/meta-fields/meta-columns.js';
import { countryChoices } from '../../parts/organisations/country-choices.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { type FilterField, type ListShape, listShape } from '../../ui/index.js';
import { providerText } from './provider-text.js';

const ssoChoices = ssoStates.map((state) => ({ value: state, label: providerText.states[state] }));

/** Organisation and role are chosen, not typed: their ids stand in the address. */
const chosen: Readonly<Record<string, Pick<FilterField, 'choices'>>> = {
  organisationId: { choices: searchOrganisations },
  roleId: { choices: searchRoles },
};
const byName = new Set(['organisation', 'role']);

/** What can be asked of the list of users, with the fields of the enabled meta-templates. */
export function userShape(templates: readonly FormTemplate[]): ListShape {
  const declared = listShape(UserList, {
    choices: { country: countryChoices, ssoState: ssoChoices },
    more: metaFilters(templates),
  });
  return {
    ...declared,
    fields: declared.fields
      .filter(({ name }) => !byName.has(name))
      .map((field) =>
        chosen[field.name]
          ? { ...field, ...chosen[field.name], kind: 'choice', ops: ['eq', 'not', 'in', 'notin'] }
          : field,
      ),
  };
}
