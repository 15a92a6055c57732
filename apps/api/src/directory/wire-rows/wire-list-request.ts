/**
 * What a list request of the original's dialect asks for: the words of `IndexQuery` in cerebrate-wire, which this room
 * does not know. Nothing in it is trusted to name a column.
 */
export interface WireListRequest {
  /** 1-based. */
  readonly page: number;
  /** Rows of a page; null is every row. */
  readonly limit: number | null;
  readonly sort: { readonly field: string; readonly descending: boolean } | null;
  readonly filters: readonly WireCondition[];
  readonly quickFilter: { readonly text: string } | null;
  readonly metaFilters: readonly WireMetaCondition[];
  readonly filteringTags: {
    readonly all: readonly string[];
    readonly none: readonly string[];
    readonly like: readonly string[];
  };
}

/** One condition on a column; `like` carries a pattern, `not` and `notin` leave out rows that hold nothing. */
export interface WireCondition {
  readonly field: string;
  readonly op: 'eq' | 'not' | 'like' | 'in' | 'notin' | 'gte' | 'lte';
  readonly values: readonly string[];
}

/** One condition on the values of a template field (WIRE-CONTRACT §2.4). */
export interface WireMetaCondition {
  readonly templateId: number;
  readonly fieldId: number;
  /** Records that have a matching value are dropped; those without any value stay. */
  readonly exclude: boolean;
  /** Some value that does not match. */
  readonly not: boolean;
  readonly like: boolean;
  readonly value: string;
}

/** Whether the request asks for all rows in their own order, as a MISP does that reads everything. */
export const asksForEverything = (request: WireListRequest): boolean =>
  request.filters.length === 0 &&
  request.quickFilter === null &&
  request.metaFilters.length === 0 &&
  Object.values(request.filteringTags).every((names) => names.length === 0);
