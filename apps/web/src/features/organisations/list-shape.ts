import { type FormTemplate, OrganisationList } from '@cerebrate/contract';
import { metaFilters } from '../../parts/meta-fields/meta-columns.js';
import { countryChoices } from '../../parts/organisations/country-choices.js';
import { searchTags } from '../../parts/tags/search-tags.js';
import { type ListShape, listShape } from '../../ui/index.js';
import { text } from './text.js';

/** What can be asked of the list of organisations, with the fields of the enabled meta-templates. */
export function organisationShape(templates: readonly FormTemplate[]): ListShape {
  return listShape(OrganisationList, {
    choices: { country: countryChoices, tag: searchTags },
    more: metaFilters(templates),
    searched: text.search,
  });
}
