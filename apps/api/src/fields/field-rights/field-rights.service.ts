import type { FieldRight, FieldRightInput, MetaTemplateScope } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  Events,
  InvalidInput,
  KeptAnswers,
  NotAllowed,
  type Principal,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { metaTemplateChanged } from '../meta-templates/meta-template.events.js';
import { FieldRightEntity } from './field-right.entity.js';
import { fieldRightScope } from './field-right.scope.js';
import { type FieldRule, isKeptFrom, maySeeField, mayWriteField } from './shown-values.js';

type RuleRow = Omit<FieldRight, 'maySee' | 'mayWrite'>;
interface HiddenField {
  readonly templateUuid: string;
  readonly field: string;
}

/** A field as everything outside of one version knows it. */
const keyOf = ({ templateUuid, field }: HiddenField): string => `${templateUuid}/${field}`;

/** Rights on single meta-fields (issue #202): kept here, asked for by everything that reads or writes values. */
@Injectable()
export class FieldRights {
  readonly #hidden: KeptAnswers<readonly HiddenField[]>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) events: Events,
  ) {
    this.#hidden = new KeptAnswers(events, [metaTemplateChanged]);
  }

  /** Every rule there is, and what holds for the caller; of one kind of record when a scope is named. */
  async list(principal: Principal, scope?: MetaTemplateScope): Promise<FieldRight[]> {
    const rows = await this.store.read<RuleRow>(sql`
      select r.template_uuid as "templateUuid", r.field, r.see, r.write, r.version,
        (select t.scope from meta_templates t where t.uuid = r.template_uuid limit 1) as scope
      from field_rights r order by r.template_uuid, r.field`);
    return rows
      .filter((row) => scope === undefined || row.scope === scope)
      .map((row) => ({ ...row, maySee: maySeeField(principal, row), mayWrite: mayWriteField(principal, row) }));
  }

  /** Which fields the caller sees, and whose values they change on records that are theirs to change. One statement. */
  async fieldsOf(principal: Principal): Promise<{
    sees(field: HiddenField): boolean;
    writes(field: HiddenField): boolean;
  }> {
    const rules = await this.list(principal);
    const known = new Map(rules.map((rule) => [keyOf(rule), rule]));
    return {
      sees: (field) => known.get(keyOf(field))?.maySee ?? true,
      writes: (field) => mayWriteField(principal, known.get(keyOf(field))),
    };
  }

  /**
   * Says who sees and who changes a field; both null lifts the rule. Throws `InvalidInput` for a field that no template
   * has ever had here, or a role that is not there. Answers the rule's id, or null when there is none any more.
   */
  async put(principal: Principal, input: FieldRightInput): Promise<number | null> {
    return this.store.work(principal, async (work) => {
      const { templateUuid, field, see, write } = input;
      await requireField(work, input);
      await requireRoles(work, input);
      const row = await work.find(FieldRightEntity, { templateUuid, field });
      if (row && !fieldRightScope.change.allows(row, principal)) throw new NotAllowed('you do not manage meta-fields');
      const id = await keep(work, row, { templateUuid, field, see, write });
      const loaded = await work.query<{ id: number }>(sql`select id from meta_templates where uuid = ${templateUuid}`);
      for (const template of loaded.length > 0 ? loaded : [{ id: 0 }]) work.emit(metaTemplateChanged, template);
      return id;
    });
  }

  /** The fields whose values are kept from the caller; costs nothing while no rule changes. */
  async hiddenFrom(principal: Principal): Promise<readonly HiddenField[]> {
    if (principal.flags.perm_community_admin) return [];
    const condition = isKeptFrom(principal);
    return this.#hidden.get(JSON.stringify(condition.values), () =>
      this.store.read<HiddenField>(
        sql`select kept.template_uuid as "templateUuid", kept.field from field_rights kept where ${condition}`,
      ),
    );
  }

  /** The names under which a record's history holds values kept from the caller. */
  async hiddenKeys(principal: Principal): Promise<ReadonlySet<string>> {
    return new Set((await this.hiddenFrom(principal)).map((one) => `metaFields.${keyOf(one)}`));
  }

  /** Which of these fields the caller of a work may change; asks nothing for community administrators. */
  async writer(work: Work, fields: readonly HiddenField[]): Promise<(field: HiddenField) => boolean> {
    const { principal } = work;
    if (principal.flags.perm_community_admin || fields.length === 0) return () => true;
    const rules = await work.query<HiddenField & FieldRule>(sql`
      select template_uuid as "templateUuid", field, see, write from field_rights
      where field = any(${fields.map(({ field }) => field)}::text[])`);
    const known = new Map(rules.map((rule) => [keyOf(rule), rule]));
    return (field) => mayWriteField(principal, known.get(keyOf(field)));
  }
}

async function keep(
  work: Work,
  row: FieldRightEntity | null,
  values: { templateUuid: string; field: string; see: string[] | null; write: string[] | null },
): Promise<number | null> {
  if (values.see === null && values.write === null) {
    if (row) await work.remove(FieldRightEntity, row);
    return null;
  }
  if (!row) return (await work.insert(FieldRightEntity, values)).id;
  await work.save(FieldRightEntity, Object.assign(row, values));
  return row.id;
}

async function requireField(work: Work, { templateUuid, field }: FieldRightInput): Promise<void> {
  const [known] = await work.query(sql`
    select 1 from meta_template_fields f join meta_templates t on t.id = f.template_id
    where t.uuid = ${templateUuid} and f.field = ${field}
    union all select 1 from meta_fields m join meta_template_directory d on d.id = m.directory_id
    where d.uuid = ${templateUuid} and m.field = ${field} limit 1`);
  if (!known) throw InvalidInput.at(['field'], 'is no field of that template; see the loaded meta-templates');
}

/** A role's id that names nobody would silently keep everybody out. */
async function requireRoles(work: Work, { see, write }: FieldRightInput): Promise<void> {
  for (const [member, audience] of Object.entries({ see, write })) {
    const ids = (audience ?? []).flatMap((word) => (word.startsWith('role:') ? [Number(word.slice(5))] : []));
    if (ids.length === 0) continue;
    const found = await work.query<{ id: number }>(sql`select id from roles where id = any(${ids}::int[])`);
    const missing = ids.find((id) => !found.some((role) => role.id === id));
    if (missing !== undefined) throw InvalidInput.at([member], `there is no role ${missing}`);
  }
}
