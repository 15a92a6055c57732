import { randomUUID } from 'node:crypto';
import type { FieldChange, NewOrganisation } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { loggedMetaFields, MetaFields, Tagging } from '../../fields/index.js';
import { holds, type Work } from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { OrganisationEntity } from '../organisations/organisation.entity.js';
import { BatchJudge, type Draft } from './batch-judge.js';
import { contentOf, fingerprint } from './candidate.js';
import { alignContacts } from './contact-writer.js';
import { listChanges, setColumns } from './import-changes.js';
import type { ImportPlan, PreparedRow, RowResult } from './import-plan.js';

type Creation = Extract<Draft, { input: NewOrganisation }>;
type Update = Extract<Draft, { row: OrganisationEntity }>;

/**
 * Writes a batch of records into the directory by a handful of statements for all. A record is taken whole or refused
 * with its reason. Runs the same in a rehearsal.
 */
@Injectable()
export class OrganisationImporter {
  constructor(
    @Inject(BatchJudge) private readonly judge: BatchJudge,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(Tagging) private readonly tagging: Tagging,
  ) {}

  /** The outcome of every row, in their order. Throws what refuses the batch as a whole; the caller then halves it. */
  async write(work: Work, plan: ImportPlan, prepared: readonly PreparedRow[]): Promise<RowResult[]> {
    const judged = await this.judge.judge(work, plan, prepared);
    const written = await this.#carryOut(
      work,
      judged.filter((one): one is Draft => !('outcome' in one)),
    );
    const results = new Map(written.map((result) => [result.row, result]));
    return judged.flatMap((one) => ('outcome' in one ? one : (results.get(one.candidate.row) ?? [])));
  }

  async #carryOut(work: Work, drafts: readonly Draft[]): Promise<RowResult[]> {
    const names = [...new Set(drafts.flatMap(({ candidate }) => candidate.tags))];
    // Unknown tags are made first, while nothing else was touched: a savepoint costs by what was.
    if (names.length > 0)
      await this.tagging.assignMany(work, 'organisation', [], names, { mayCreate: holds(work.principal, 'tag:write') });
    const made = await this.#create(
      work,
      drafts.filter((draft): draft is Creation => draft.input !== undefined),
    );
    const changed = await this.#update(
      work,
      drafts.filter((draft): draft is Update => draft.row !== undefined),
    );
    const all = [...made, ...changed];
    const contacts = all.flatMap(({ draft, row }) =>
      draft.candidate.contact ? [{ organisationId: row.id, contact: draft.candidate.contact }] : [],
    );
    const aligned = await alignContacts(work, contacts);
    const results = all.map(({ draft, row, changes }) => {
      const person = aligned.get(row.id);
      const told: FieldChange[] =
        person === undefined ? changes : [...changes, { field: 'people', before: null, after: person }];
      const outcome = draft.input ? 'create' : told.length > 0 ? 'update' : 'unchanged';
      return {
        row: draft.candidate.row,
        outcome,
        entityId: row.id,
        title: row.name,
        reason: null,
        changes: draft.input ? [] : told,
        key: draft.candidate.key && fingerprint(draft.candidate.key),
        content: contentOf(draft.candidate),
      } satisfies RowResult;
    });
    if (results.some(({ outcome }) => outcome !== 'unchanged'))
      work.emit(directoryChanged, { noun: 'organisation', ids: [] });
    if (aligned.size > 0) work.emit(directoryChanged, { noun: 'alignment', ids: [] });
    return results;
  }

  async #create(work: Work, drafts: readonly Creation[]) {
    const rows = await work.insertMany(
      OrganisationEntity,
      drafts.map(({ candidate, input, nationalityText }) => {
        const row = Object.assign(new OrganisationEntity(), {
          uuid: randomUUID(),
          url: null,
          country: null,
          nationalityText: null,
          sector: null,
          type: null,
          contacts: null,
          deletedAt: null,
        });
        setColumns(row, input, nationalityText);
        return candidate.created ? { ...row, created: candidate.created } : { ...row };
      }),
    );
    const written = drafts.map((draft, at) => ({
      draft,
      row: rows[at] as OrganisationEntity,
      changes: [] as FieldChange[],
    }));
    const noted = await this.metaFields.applyMany(
      work,
      'organisation',
      written.map(({ draft, row }) => ({ ownerId: row.id, input: draft.meta })),
      { isNew: true },
    );
    const tags = await this.#tag(work, written);
    for (const { row } of written) this.#note(work, row, noted.get(row.id), tags.get(row.id));
    return written;
  }

  async #update(work: Work, drafts: readonly Update[]) {
    const noted = await this.metaFields.applyMany(
      work,
      'organisation',
      drafts.map(({ row, meta }) => ({ ownerId: row.id, input: meta })),
    );
    const tags = await this.#tag(
      work,
      drafts.map((draft) => ({ draft, row: draft.row })),
    );
    const written = drafts.map((draft) => ({
      draft,
      row: draft.row,
      changes: setColumns(draft.row, draft.changes, draft.nationalityText),
    }));
    for (const one of written) {
      const lists = listChanges(noted.get(one.row.id), tags.get(one.row.id));
      const isSaved = await work.save(OrganisationEntity, one.row);
      this.#note(work, one.row, noted.get(one.row.id), tags.get(one.row.id));
      if (lists.length > 0 && !isSaved) await work.stamp(OrganisationEntity, one.row);
      one.changes.push(...lists);
    }
    return written;
  }

  #note(
    work: Work,
    row: OrganisationEntity,
    meta: Awaited<ReturnType<MetaFields['apply']>> | undefined,
    tags: { before: readonly string[]; after: readonly string[] } | undefined,
  ): void {
    if (meta) work.note(OrganisationEntity, row, loggedMetaFields(meta.before), loggedMetaFields(meta.after));
    if (tags) work.note(OrganisationEntity, row, { tags: tags.before }, { tags: tags.after });
  }

  #tag(work: Work, list: readonly { draft: Draft; row: OrganisationEntity }[]) {
    return this.tagging.assignEach(
      work,
      'organisation',
      list.map(({ draft, row }) => ({ id: row.id, names: draft.candidate.tags })),
      { mayCreate: holds(work.principal, 'tag:write') },
    );
  }
}
