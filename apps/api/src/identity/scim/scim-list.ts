import * as z from 'zod';
import { scimFault } from './scim-fault.js';
import { mostResults, type ScimResource, scim } from './scim-words.js';

const Whole = z
  .string()
  .regex(/^-?\d{1,9}$/)
  .transform(Number);

/** The parameters of a list and of a view (RFC 7644 §3.4.2, §3.9); others are ignored, as providers send their own. */
export const ScimQuery = z.looseObject({
  filter: z.string().optional(),
  startIndex: Whole.optional(),
  count: Whole.optional(),
  attributes: z.string().max(2000).optional(),
  excludedAttributes: z.string().max(2000).optional(),
  sortBy: z.string().max(200).optional(),
  sortOrder: z.enum(['ascending', 'descending']).optional(),
});
export type ScimQuery = z.output<typeof ScimQuery>;

const Names = z.array(z.string().max(200)).max(100);
const Search = z.looseObject({
  filter: z.string().nullish(),
  startIndex: z.int().nullish(),
  count: z.int().nullish(),
  attributes: Names.nullish(),
  excludedAttributes: Names.nullish(),
  sortBy: z.string().max(200).nullish(),
  sortOrder: z.enum(['ascending', 'descending']).nullish(),
});

/** What a search in a body asks for (RFC 7644 §3.4.3), as a list is asked. Throws a fault that names what is wrong. */
export function searchedFor(body: unknown): ScimQuery {
  const read = Search.safeParse(body);
  if (!read.success)
    throw scimFault(
      'invalidValue',
      read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  const { attributes, excludedAttributes, ...rest } = read.data;
  const given = Object.entries({
    ...rest,
    attributes: attributes?.join(','),
    excludedAttributes: excludedAttributes?.join(','),
  }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given) as ScimQuery;
}

/** Which rows of the list: a start below one is one, a count below none is none. */
export const pageOf = ({ startIndex = 1, count = 100 }: ScimQuery) => ({
  startIndex: Math.max(1, startIndex),
  count: Math.min(Math.max(0, count), mostResults),
});

/** A page of resources with the number of all. */
export function listOf(resources: readonly ScimResource[], total: number, query: ScimQuery) {
  return {
    schemas: [scim.list],
    totalResults: total,
    startIndex: pageOf(query).startIndex,
    itemsPerPage: resources.length,
    Resources: resources.map((resource) => shaped(resource, query)),
  };
}

/** The resource with the attributes that are asked for; `id`, `schemas` and `meta` always are there (RFC 7644 §3.9). */
export function shaped(resource: ScimResource, { attributes, excludedAttributes }: ScimQuery): Record<string, unknown> {
  if (attributes !== undefined && excludedAttributes !== undefined)
    throw scimFault('invalidValue', "send 'attributes' or 'excludedAttributes', not both");
  const named = (text: string): ReadonlySet<string> =>
    new Set(
      text.split(',').map((one) =>
        (
          one
            .trim()
            .split(/[:](?=[A-Za-z.]+$)/)
            .at(-1)
            ?.split('.')[0] ?? ''
        ).toLowerCase(),
      ),
    );
  const always = new Set(['id', 'schemas', 'meta']);
  const wanted = attributes === undefined ? undefined : named(attributes);
  const unwanted = excludedAttributes === undefined ? undefined : named(excludedAttributes);
  return Object.fromEntries(
    Object.entries(resource).filter(([key]) => {
      const lower = key.toLowerCase();
      if (always.has(lower)) return true;
      if (wanted) return wanted.has(lower);
      return !unwanted?.has(lower);
    }),
  );
}
