import {
  type Alignment,
  type AlignmentChanges,
  AlignmentList,
  defaultAlignmentType,
  endsBeforeItBegins,
  type ListRequest,
  type NewAlignment,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Enumerations } from '../../fields/index.js';
import {
  allOf,
  Conflict,
  defineListPlan,
  InvalidInput,
  NotAllowed,
  notFound,
  type Principal,
  Records,
  StaleWrite,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { OrganisationEntity } from '../organisations/organisation.entity.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { AlignmentEntity } from './alignment.entity.js';
import { alignmentScope, type JoinedAlignment } from './alignment.scope.js';
import { IndividualEntity } from './individual.entity.js';
import { individualScope, isCurrent } from './individual.scope.js';
import { individualSearchCondition } from './individual-search.js';
import { alignedOf } from './person-to-change.js';

interface AlignmentRow extends Omit<Alignment, 'created' | 'modified'> {
  created: Date;
  modified: Date;
}

const mostRoles = 50;

/** Who belongs where, as what, from when to when (FEATURES ALN-01…05). */
@Injectable()
export class AlignmentsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Enumerations) private readonly enumerations: Enumerations,
  ) {}

  /** A page of what the caller may see. */
  list(principal: Principal, request: ListRequest) {
    return this.#records(principal).list(principal, request);
  }

  /** Every alignment of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records(principal).stream(principal, request);
  }

  /** One alignment. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<Alignment> {
    return this.#records(principal).get(principal, ref);
  }

  /** The roles to choose from: those of the collection that governs them, else those in use in the caller's sight. */
  async roles(principal: Principal): Promise<{ roles: string[]; isClosed: boolean }> {
    const governed = await this.enumerations.optionsFor('Alignments', 'type');
    if (governed) return { roles: [...governed], isClosed: true };
    const rows = await this.store.read<{ type: string }>(sql`
      select min(a.type) as type from alignments a where ${alignmentScope.see.where(principal, 'a')}
      group by lower(a.type) order by count(*) desc, 1 limit ${mostRoles}`);
    return { roles: [...new Set([defaultAlignmentType, ...rows.map(({ type }) => type)])], isClosed: false };
  }

  /**
   * Aligns a person with an organisation, both of which the caller may change. Throws `InvalidInput` for what is not
   * there or outside the view, `NotAllowed`, and `Conflict` when the person has this role there.
   */
  async create(principal: Principal, input: NewAlignment): Promise<Alignment> {
    const id = await this.store.work(principal, (work) => this.createIn(work, input));
    return this.get(principal, { id });
  }

  /** As `create`, inside a work of the caller's; answers the new id. */
  async createIn(work: Work, input: NewAlignment): Promise<number> {
    const { individualId, organisationId } = input;
    await requireEnds(work, individualId, organisationId);
    const type = input.type ?? defaultAlignmentType;
    await this.enumerations.check('Alignments', 'type', type);
    await requireFree(work, { individualId, organisationId, type });
    const row = await work.insert(AlignmentEntity, {
      individualId,
      organisationId,
      type,
      validFrom: input.validFrom ?? null,
      validUntil: input.validUntil ?? null,
    });
    tell(work, row);
    return row.id;
  }

  /** Changes role or period. Throws as `create`, and `NotFound`, `StaleWrite`. */
  async update(principal: Principal, ref: RecordRef, changes: AlignmentChanges, ifMatch?: number): Promise<Alignment> {
    const id = await this.store.work(principal, async (work) => {
      const row = await alignmentToChange(work, ref, ifMatch);
      if (changes.type !== undefined && changes.type !== row.type) {
        await this.enumerations.check('Alignments', 'type', changes.type, row.type);
        if (changes.type.toLowerCase() !== row.type.toLowerCase())
          await requireFree(work, { ...row, type: changes.type });
        row.type = changes.type;
      }
      if (changes.validFrom !== undefined) row.validFrom = changes.validFrom;
      if (changes.validUntil !== undefined) row.validUntil = changes.validUntil;
      if (endsBeforeItBegins(row))
        throw InvalidInput.at(['validUntil'], 'lies before the first day; choose a later one');
      if (await work.save(AlignmentEntity, row)) tell(work, row);
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Takes an alignment away; the history of person and organisation keeps it. Throws `NotFound`, `NotAllowed`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await alignmentToChange(work, ref, ifMatch);
      await work.remove(AlignmentEntity, row);
      tell(work, row);
    });
  }

  #records(principal: Principal) {
    return new Records<JoinedAlignment, Alignment, AlignmentRow>(this.store, {
      entity: AlignmentEntity as never,
      scope: alignmentScope,
      plan: planFor(principal),
      select: {
        alias: 'a',
        columns: sql`a.id, a.type, a.valid_from::text as "validFrom", a.valid_until::text as "validUntil", ${isCurrent('a')} as "isCurrent",
          json_build_object('id', i.id, 'uuid', i.uuid, 'email', i.email, 'name', trim(i.first_name || ' ' || i.last_name)) as individual,
          json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name, 'country', o.country) as organisation,
          a.created, a.modified, a.version, (${alignmentScope.change.where(principal, 'a')}) as "mayChange"`,
        from: sql`alignments a join individuals i on i.id = a.individual_id join organisations o on o.id = a.organisation_id`,
      },
      toView: (row) => ({ ...row, created: row.created.toISOString(), modified: row.modified.toISOString() }),
    });
  }
}

const planFor = (principal: Principal) =>
  defineListPlan(AlignmentList, {
    key: sql`a.id`,
    fields: {
      id: sql`a.id`,
      individual: sql`trim(i.first_name || ' ' || i.last_name)`,
      email: sql`i.email::text`,
      individualId: sql`a.individual_id`,
      organisation: sql`o.name`,
      organisationId: sql`a.organisation_id`,
      type: sql`a.type`,
      current: isCurrent('a'),
      created: sql`a.created`,
      modified: sql`a.modified`,
    },
    sorts: {
      organisation: sql`o.name collate "und-x-icu"`,
      individual: sql`(i.last_name || ' ' || i.first_name) collate "und-x-icu"`,
    },
    search: (q) =>
      sql`(${individualSearchCondition(q, principal)} or o.folded like '%' || replace(replace(replace(fold_text(${q}), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%' or lower(a.type) = lower(${q}))`,
  });

function tell(work: Work, row: AlignmentEntity): void {
  work.emit(directoryChanged, { noun: 'alignment', ids: [row.id] });
  work.emit(directoryChanged, { noun: 'individual', ids: [row.individualId] });
  work.emit(directoryChanged, { noun: 'organisation', ids: [row.organisationId] });
}

/** The alignment of that ref, locked, whose ends the work's principal may change both. */
async function alignmentToChange(work: Work, ref: RecordRef, ifMatch?: number): Promise<AlignmentEntity> {
  const row = ref.id === undefined ? null : await work.find(AlignmentEntity, { id: ref.id });
  const individual = row && (await work.find(IndividualEntity, { id: row.individualId }));
  const organisation = row && (await work.find(OrganisationEntity, { id: row.organisationId }));
  if (!row || !individual || !organisation) throw notFound(alignmentScope.noun);
  const judged = { ...row, individual: { ...individual, ...(await alignedOf(work, individual.id)) }, organisation };
  if (!alignmentScope.see.allows(judged, work.principal)) throw notFound(alignmentScope.noun);
  if (!alignmentScope.change.allows(judged, work.principal))
    throw new NotAllowed(
      'you may see this alignment but not change it: person and organisation must be yours to change',
    );
  if (ifMatch !== undefined && row.version !== ifMatch)
    throw new StaleWrite(
      `this alignment was changed meanwhile (version ${row.version}, you had ${ifMatch}); read it again`,
    );
  return row;
}

/** Person and organisation must be there, in the caller's view, and theirs to change. */
async function requireEnds(work: Work, individualId: number, organisationId: number): Promise<void> {
  const person = await work.find(IndividualEntity, { id: individualId, deletedAt: IsNull() });
  const judged = person && { ...person, ...(await alignedOf(work, person.id)) };
  if (!judged || !individualScope.see.allows(judged, work.principal))
    throw InvalidInput.at(['individualId'], 'there is no such person, or they are outside your view');
  const organisation = await work.find(OrganisationEntity, { id: organisationId, deletedAt: IsNull() });
  if (!organisation || !organisationScope.see.allows(organisation, work.principal))
    throw InvalidInput.at(['organisationId'], 'there is no such organisation, or it is outside your view');
  const refuse = (field: string, message: string) => new NotAllowed(message, [{ path: [field], message }]);
  if (!individualScope.change.allows(judged, work.principal))
    throw refuse('individualId', 'you align only people of organisations you administer');
  if (!organisationScope.change.allows(organisation, work.principal))
    throw refuse('organisationId', 'you align people only with organisations you administer');
}

async function requireFree(
  work: Work,
  { individualId, organisationId, type }: { individualId: number; organisationId: number; type: string },
): Promise<void> {
  const same = allOf([
    sql`individual_id = ${individualId}`,
    sql`organisation_id = ${organisationId}`,
    sql`lower(type) = lower(${type})`,
  ]);
  const taken = await work.query(sql`select from alignments where ${same}`);
  if (taken.length > 0)
    throw new Conflict('this person has this role in this organisation already', [
      { path: ['type'], message: 'is a role this person has there already; choose another, or change its period' },
    ]);
}
