import type { PublicEntry, PublicKind } from '@cerebrate/contract';

/** A record as the statement of the public directory answers it: agreed fields alone, addresses still in clear. */
export interface PublicRow {
  readonly uuid: string;
  readonly name: string;
  readonly country: string | null;
  readonly sector: string | null;
  readonly type: string | null;
  readonly url: string | null;
  readonly contacts: string | null;
  readonly position: string | null;
  readonly email: string | null;
  readonly keys: boolean;
  readonly details: readonly { field: string; template: string; label: string; type: string; value: string }[];
  readonly related: readonly { kind: PublicKind; uuid: string; name: string }[];
}

/** What stands where an e-mail address was. */
export const hiddenAddress = '(address on request)';

const address = /[^\s<>()[\]"',;:|]+(?:@|%40|\s?\[at\]\s?)[^\s<>()[\]"',;:|]+/gi;

/** The text with every e-mail address taken out. */
export const withoutAddresses = (text: string): string => text.replace(address, hiddenAddress);

const holdsAddress = (text: string | null): boolean => text !== null && withoutAddresses(text) !== text;
const cleaned = (text: string | null): string | null => (text === null || text === '' ? null : withoutAddresses(text));
/** Pages link to it, so it must be an address of the web. */
const webAddress = (url: string | null): string | null =>
  url !== null && /^https?:\/\//i.test(url) ? cleaned(url) : null;

/** A row as strangers see it: no e-mail address in any text, and said where one can be asked for. */
export function toPublicEntry(kind: PublicKind, row: PublicRow): PublicEntry {
  const asked = new Set<string>();
  if (row.email !== null) asked.add('email');
  if (holdsAddress(row.contacts)) asked.add('contacts');
  for (const { field, value } of row.details) if (holdsAddress(value)) asked.add(field);
  return {
    kind,
    uuid: row.uuid,
    name: withoutAddresses(row.name),
    country: row.country,
    sector: cleaned(row.sector),
    type: cleaned(row.type),
    url: webAddress(row.url),
    contacts: cleaned(row.contacts),
    position: cleaned(row.position),
    details: row.details.map((detail) => ({ ...detail, value: withoutAddresses(detail.value) })),
    related: row.related.map((one) => ({ ...one, name: withoutAddresses(one.name) })),
    onRequest: [...asked],
    keys: row.keys,
  };
}

/** The text of one agreed field in clear, when it holds an address; undefined otherwise. */
export function fieldWithAddresses(row: PublicRow, field: string): string | undefined {
  if (field === 'email') return row.email ?? undefined;
  if (field === 'contacts') return holdsAddress(row.contacts) ? (row.contacts ?? undefined) : undefined;
  const values = row.details.filter((detail) => detail.field === field && holdsAddress(detail.value));
  return values.length > 0 ? values.map(({ value }) => value).join('\n') : undefined;
}
