import type { Choice, ChoiceSearch, FilterField, FilterKind, FilterOp, ListShape } from './grammar.js';

/** What a list declares of itself, as the contract's `ListSpec` does. */
export interface ListDeclaration {
  readonly fields: Readonly<
    Record<
      string,
      { readonly kind: string; readonly label: string; readonly filter?: boolean; readonly search?: string }
    >
  >;
  readonly defaultSort: string;
  readonly tags: boolean;
}

interface ShapeOptions {
  /** Choices of fields, by their name; `tag` for tags. */
  readonly choices?: Readonly<Record<string, readonly Choice[] | ChoiceSearch>>;
  /** Further fields, such as those of meta-templates. */
  readonly more?: readonly FilterField[];
  /** Replaces the declared help of the quick search. */
  readonly searched?: ListShape['searched'];
  readonly own?: readonly string[];
}

const kinds: Readonly<Record<string, { kind: FilterKind; ops?: readonly FilterOp[] }>> = {
  text: { kind: 'text', ops: ['contains', 'eq', 'not', 'starts', 'in', 'notin', 'empty'] },
  choice: { kind: 'choice' },
  country: { kind: 'choice' },
  uuid: { kind: 'text', ops: ['eq', 'not', 'in', 'notin'] },
  integer: { kind: 'number', ops: ['eq', 'gte', 'lte', 'not', 'in', 'notin', 'empty'] },
  boolean: { kind: 'boolean', ops: ['eq'] },
  time: { kind: 'date', ops: ['gte', 'lte', 'empty'] },
};

/** A page's shape from what the contract declares of the list, plus the choices only the page knows. */
export function listShape(declared: ListDeclaration, options: ShapeOptions = {}): ListShape {
  const fields: FilterField[] = [];
  const searched: { label: string; how: string }[] = [];
  for (const [name, field] of Object.entries(declared.fields)) {
    if (field.search) searched.push({ label: field.label, how: field.search });
    if (field.filter === false) continue;
    fields.push({
      name,
      label: field.label,
      ...(kinds[field.kind] ?? { kind: 'text' }),
      choices: options.choices?.[name],
    });
  }
  if (declared.tags) fields.push({ name: 'tag', label: 'Tag', kind: 'tag', choices: options.choices?.tag });
  return {
    fields: [...fields, ...(options.more ?? [])],
    sort: declared.defaultSort,
    searched: options.searched ?? searched,
    own: options.own,
  };
}
