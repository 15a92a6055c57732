import { type ImportMapping, type Issue, metaFieldOfTarget } from '@cerebrate/contract';
import type { MetaFields } from '../../fields/index.js';
import { InvalidInput } from '../../kernel/index.js';
import type { MatchBy, TemplateField } from './matching.js';

/** The fields of the loaded templates, as an import asks for them. */
export interface TemplateFields {
  /** The field a target names; undefined when its template is not loaded. */
  find(target: string): TemplateField | undefined;
  /** By what `match` says records are matched. Throws `InvalidInput` for a field that is not loaded. */
  readonly matchBy: (match: string) => MatchBy;
  /** Throws `InvalidInput` for every target that names no field. */
  check(mapping: ImportMapping): void;
}

/** The fields as they are now. */
export async function templateFields(metaFields: MetaFields): Promise<TemplateFields> {
  const checker = await metaFields.checker('organisation');
  const find = (target: string): TemplateField | undefined => {
    const named = metaFieldOfTarget(target);
    if (!named) return undefined;
    try {
      return checker([{ ...named, values: [] }]).changes[0]?.field;
    } catch (error) {
      if (error instanceof InvalidInput) return undefined;
      throw error;
    }
  };
  return {
    find,
    matchBy: (match) => {
      if (match === 'uuid' || match === 'name') return { kind: match };
      const field = find(match);
      if (!field) throw InvalidInput.at(['match'], absent(match));
      return { kind: 'meta', field };
    },
    check: (mapping) => {
      const issues: Issue[] = mapping.flatMap(({ target }, place) =>
        target.startsWith('meta:') && !find(target)
          ? [{ path: ['mapping', place, 'target'], message: absent(target) }]
          : [],
      );
      if (issues.length > 0) throw new InvalidInput(issues.map(({ message }) => message).join('; '), issues);
    },
  };
}

const absent = (target: string): string =>
  `'${target.slice(42)}' is no field of a loaded template (${target.slice(5, 41)}); load the template, or take the field out`;
