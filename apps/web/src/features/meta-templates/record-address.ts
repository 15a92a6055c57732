import type { MetaTemplateScope } from '@cerebrate/contract';

const places: Readonly<Record<MetaTemplateScope, string>> = {
  organisation: '/organisations/view/',
  individual: '/individuals/view/',
  user: '/users/view/',
};

/** The page of a record that holds values of a template. */
export const recordAddress = (scope: MetaTemplateScope, id: number): string => places[scope] + id;
