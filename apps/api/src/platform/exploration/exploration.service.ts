import type { FieldUsage } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { directoryChanged, individualScope, organisationScope } from '../../directory/index.js';
import { isShown, metaTemplateChanged } from '../../fields/index.js';
import { Events, KeptAnswers, type Principal, Store, sql } from '../../kernel/index.js';

interface Countries {
  items: { code: string; organisations: number }[];
  elsewhere: number;
}

/** Numbers over the whole directory, as far as the caller sees it; kept until it changes. */
@Injectable()
export class ExplorationService {
  readonly #countries: KeptAnswers<Countries>;
  readonly #fields: KeptAnswers<FieldUsage>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) events: Events,
  ) {
    this.#countries = new KeptAnswers(events, [directoryChanged], 100);
    this.#fields = new KeptAnswers(events, [directoryChanged, metaTemplateChanged], 100);
  }

  /** Organisations by country; those without one are `elsewhere`. One statement. */
  countries(principal: Principal): Promise<Countries> {
    const scope = organisationScope.see.where(principal, 'o');
    return this.#countries.get(JSON.stringify([scope.text, scope.values]), async () => {
      const rows = await this.store.read<{ code: string | null; organisations: number }>(sql`
        select o.country as code, count(*)::int as organisations from organisations o where ${scope}
        group by 1 order by 2 desc, 1`);
      return {
        items: rows.flatMap(({ code, organisations }) => (code === null ? [] : [{ code, organisations }])),
        elsewhere: rows.find(({ code }) => code === null)?.organisations ?? 0,
      };
    });
  }

  /** The most used meta-fields and how many visible records use each. One statement. */
  fields(principal: Principal, limit: number): Promise<FieldUsage> {
    const organisations = organisationScope.see.where(principal, 'o');
    const people = individualScope.see.where(principal, 'i');
    const shown = isShown(principal);
    const key = JSON.stringify([
      organisations.text,
      organisations.values,
      people.text,
      people.values,
      shown.values,
      limit,
    ]);
    return this.#fields.get(key, async () => ({
      items: await this.store.read<FieldUsage['items'][number]>(sql`
        select t.name as template, f.field, f.id as "fieldId", t.scope, u.records from (
          select m.field_id, count(distinct m.organisation_id)::int as records from meta_fields m
            join organisations o on o.id = m.organisation_id where ${organisations} and ${shown} group by 1
          union all
          select m.field_id, count(distinct m.individual_id)::int from meta_fields m
            join individuals i on i.id = m.individual_id where ${people} and ${shown} group by 1) u
        join meta_template_fields f on f.id = u.field_id join meta_templates t on t.id = f.template_id
        order by u.records desc, t.name, f.position limit ${limit}`),
    }));
  }
}
