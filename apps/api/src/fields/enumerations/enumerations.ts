import { countryByCode, type EnumeratedModel } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { defineEvent, Events, InvalidInput, KeptAnswers, Store, sql } from '../../kernel/index.js';

/** A collection was added, changed or deleted. */
export const enumerationChanged = defineEvent<{ id: number }>('enumeration.changed');

/**
 * The allowed values of fields that enabled collections govern. Several collections of one field allow the values of
 * all. Kept in the process until a collection changes.
 */
@Injectable()
export class Enumerations {
  readonly #kept: KeptAnswers<{ values: readonly string[] | null }>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) events: Events,
  ) {
    this.#kept = new KeptAnswers(events, [enumerationChanged]);
  }

  /** The allowed values in their order, or null when no enabled collection with values governs the field. */
  async optionsFor(model: EnumeratedModel, field: string): Promise<readonly string[] | null> {
    const { values } = await this.#kept.get(`${model}.${field}`, async () => ({
      values: await this.#read(model, field),
    }));
    return values;
  }

  /**
   * Refuses a value that is not in the list of its field (FEATURES ENU-03), comparing without case. Null and blank are
   * no value and pass; so does the value the record holds already, which may be older than the list. A country is
   * compared by its code and by its name. Throws `InvalidInput` at the field.
   */
  async check(
    model: EnumeratedModel,
    field: string,
    value: string | null,
    unchangedFrom?: string | null,
  ): Promise<void> {
    if (value === null || value.trim() === '' || value === unchangedFrom) return;
    const options = await this.optionsFor(model, field);
    if (options === null) return;
    const spellings = new Set(spellingsOf(field, value));
    if (options.some((option) => spellings.has(option.trim().toLowerCase()))) return;
    const shown = options.slice(0, 10).join(', ');
    throw InvalidInput.at(
      [field],
      `'${value.slice(0, 60)}' is not in the list of this field; choose one of ${shown}${options.length > 10 ? ', …' : ''}`,
    );
  }

  async #read(model: EnumeratedModel, field: string): Promise<readonly string[] | null> {
    const rows = await this.store.read<{ value: string }>(sql`
      select e.value from enumeration_collections c join enumerations e on e.enumeration_collection_id = c.id
      where c.enabled and c.target_model = ${model} and c.target_field = ${field} order by c.id, e.position, e.id`);
    const values = new Map(rows.map(({ value }) => [value.toLowerCase(), value]));
    return values.size === 0 ? null : [...values.values()];
  }
}

function spellingsOf(field: string, value: string): string[] {
  const country = field === 'country' ? countryByCode(value.trim()) : undefined;
  return [value.trim(), ...(country ? [country.name] : [])].map((spelling) => spelling.toLowerCase());
}
