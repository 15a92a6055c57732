const pages: Readonly<Record<string, string>> = {
  organisation: '/organisations/view/',
  individual: '/individuals/view/',
  orgGroup: '/orgGroups/view/',
  tag: '/tags/view/',
  user: '/users/view/',
  role: '/roles/view/',
  enumerationCollection: '/enumerationCollections/view/',
  metaTemplate: '/metaTemplates/view/',
  import: '/import/view/',
};

/** The page of the record an entry is about; undefined for kinds without one. */
export function recordAddress({
  kind,
  entityId,
}: {
  readonly kind: string;
  readonly entityId: number | null;
}): string | undefined {
  const page = Object.hasOwn(pages, kind) ? pages[kind] : undefined;
  return page && entityId !== null ? `${page}${entityId}` : undefined;
}
