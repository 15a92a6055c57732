import {
  type ConsentState,
  isPublicField,
  type NewConsent,
  type PublicConsent,
  type PublicEntry,
  type PublicKind,
  type PublicOffer,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { isShown } from '../../fields/index.js';
import {
  InvalidInput,
  NotAllowed,
  NotFound,
  type Principal,
  StaleWrite,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { type ConsentOwner, consentOwner, consentOwners } from './consent-owners.js';
import { PublicConsentEntity } from './public-consent.entity.js';
import { PublicDirectory } from './public-directory.js';

interface ConsentRow {
  fields: string[];
  agreed_by: string;
  agreed_at: Date;
  note: string | null;
  recorded_by: string | null;
  modified: Date;
  version: number;
}

/** Consent to be shown to strangers. Who answers for a record agrees for it; a person always answers for themself. */
@Injectable()
export class ConsentsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(PublicDirectory) private readonly open: PublicDirectory,
  ) {}

  /** What is agreed and what could be. Only whoever answers for the record is told. Throws `NotFound`, `NotAllowed`. */
  async get(principal: Principal, kind: PublicKind, ref: RecordRef): Promise<ConsentState> {
    const owner = await consentOwner(this.store, principal, kind, ref);
    const [consent, offers] = await Promise.all([
      this.#consent(kind, owner.id),
      owner.mayAnswer ? this.#offers(principal, kind, owner.id) : Promise.resolve([]),
    ]);
    return { consent, offers, mayChange: owner.mayAnswer };
  }

  /** Records consent, in place of an earlier one. Throws `NotFound`, `NotAllowed`, `InvalidInput`, `StaleWrite`. */
  async put(
    principal: Principal,
    kind: PublicKind,
    ref: RecordRef,
    input: NewConsent,
    ifMatch?: number,
  ): Promise<ConsentState> {
    const unknown = input.fields.findIndex((field) => !isPublicField(kind, field));
    if (unknown >= 0) throw InvalidInput.at(['fields', unknown], `is no field that an ${kind} can show to strangers`);
    const agreedAt = input.agreedAt === undefined ? null : new Date(input.agreedAt);
    if (agreedAt && agreedAt.getTime() > Date.now() + 60_000)
      throw InvalidInput.at(['agreedAt'], 'lies in the future; say when they agreed');
    await this.store.work(principal, async (work) => {
      const owner = await this.#answered(work, kind, ref);
      const row = await this.#row(work, kind, owner.id);
      const values = {
        fields: input.fields,
        agreedBy: input.agreedBy,
        agreedAt: agreedAt ?? work.now,
        note: input.note ?? null,
        recordedBy: principal.userId,
      };
      if (row) {
        if (ifMatch !== undefined && row.version !== ifMatch)
          throw new StaleWrite(
            `this consent was changed meanwhile (version ${row.version}, you had ${ifMatch}); read it again`,
          );
        Object.assign(row, values);
        await work.save(PublicConsentEntity, row);
      } else {
        const none = { organisationId: null, individualId: null };
        await work.insert(PublicConsentEntity, { ...none, [consentOwners[kind].property]: owner.id, ...values });
      }
      work.emit(directoryChanged, { noun: kind, ids: [owner.id] });
    });
    return this.get(principal, kind, ref);
  }

  /** Shows the record to strangers no longer. Throws `NotFound`, `NotAllowed`. */
  async withdraw(principal: Principal, kind: PublicKind, ref: RecordRef): Promise<void> {
    await this.store.work(principal, async (work) => {
      const owner = await this.#answered(work, kind, ref);
      const row = await this.#row(work, kind, owner.id);
      if (!row) throw new NotFound('nobody agreed to show this record');
      await work.remove(PublicConsentEntity, row);
      work.emit(directoryChanged, { noun: kind, ids: [owner.id] });
    });
  }

  /** The record as strangers would see it with these fields. Throws `NotFound`, `NotAllowed`. */
  async preview(
    principal: Principal,
    kind: PublicKind,
    ref: RecordRef,
    fields: readonly string[],
  ): Promise<PublicEntry> {
    const owner = await consentOwner(this.store, principal, kind, ref);
    if (!owner.mayAnswer) throw mayNotAnswer(kind);
    const entry = await this.open.preview(kind, owner.id, fields);
    if (!entry) throw new NotFound(`there is no such ${kind}`);
    return entry;
  }

  async #answered(work: Work, kind: PublicKind, ref: RecordRef): Promise<ConsentOwner> {
    const owner = await consentOwner(work, work.principal, kind, ref);
    if (!owner.mayAnswer) throw mayNotAnswer(kind);
    return owner;
  }

  #row(work: Work, kind: PublicKind, id: number): Promise<PublicConsentEntity | null> {
    return work.find(PublicConsentEntity, { [consentOwners[kind].property]: id });
  }

  async #consent(kind: PublicKind, id: number): Promise<PublicConsent | null> {
    const row = await this.store.readOne<ConsentRow>(sql`
      select c.fields, c.agreed_by, c.agreed_at, c.note, u.username::text as recorded_by, c.modified, c.version
      from public_consents c left join users u on u.id = c.recorded_by
      where c.${consentOwners[kind].column} = ${id}`);
    return row
      ? {
          fields: row.fields,
          agreedBy: row.agreed_by,
          agreedAt: row.agreed_at.toISOString(),
          note: row.note,
          recordedBy: row.recorded_by,
          modified: row.modified.toISOString(),
          version: row.version,
        }
      : null;
  }

  async #offers(principal: Principal, kind: PublicKind, id: number): Promise<PublicOffer[]> {
    const own =
      kind === 'organisation'
        ? sql`select v.field, null as label, coalesce(v.value, '') as value, v.place from organisations x,
            lateral (values ('country', x.country::text, 1), ('sector', x.sector, 2), ('type', x.type, 3), ('url', x.url, 4),
              ('contacts', x.contacts, 5), ('people', '', 6), ('keys', '', 7)) v(field, value, place) where x.id = ${id}`
        : sql`select v.field, null as label, coalesce(v.value, '') as value, v.place from individuals x,
            lateral (values ('position', x.position, 1), ('email', x.email::text, 2), ('organisations', '', 3),
              ('keys', '', 4)) v(field, value, place) where x.id = ${id}`;
    return this.store.read<PublicOffer>(sql`
      select field, label, value from (${own}
        union all
        select 'meta:' || d.uuid || '/' || m.field, d.name || ' › ' || m.field, string_agg(m.value, ', ' order by m.id), 100
        from (select *, row_number() over (partition by directory_id, field order by id) as n from meta_fields
          v where ${consentOwners[kind].column} = ${id} and ${isShown(principal, 'v')}) m
        join meta_template_directory d on d.id = m.directory_id where m.n <= 5 group by d.uuid, d.name, m.field) offers
      order by place, label nulls first, field limit 200`);
  }
}

const mayNotAnswer = (kind: PublicKind): NotAllowed =>
  new NotAllowed(`you may see this ${kind} but not agree for it; whoever may change it can, and a person for themself`);
