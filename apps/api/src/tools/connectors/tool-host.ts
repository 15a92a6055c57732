import type {
  Captured,
  DirectoryOrganisation,
  DirectorySharingGroup,
  Host,
  Offer,
  OrganisationFilter,
  SharingGroupFilter,
} from '@cerebrate/connector-sdk';
import { countryCodeOf, countryName, NewOrganisation, NewSharingGroup } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import type * as z from 'zod';
import {
  OrganisationsService,
  organisationScope,
  SharingGroupsService,
  sharingGroupScope,
} from '../../directory/index.js';
import { allOf, DomainError, holds, InvalidInput, type Principal, type Sql, Store, sql } from '../../kernel/index.js';

type OrganisationOffer = Extract<Offer, { kind: 'organisation' }>;
type GroupOffer = Extract<Offer, { kind: 'sharing-group' }>;

interface OrganisationRow extends Omit<DirectoryOrganisation, 'nationality' | 'created' | 'modified'> {
  country: string | null;
  nationality_text: string | null;
  created: Date;
  modified: Date;
}

/** What the core lends the actions of connectors: the directory, as the calling user sees and may change it. */
@Injectable()
export class ToolHost {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OrganisationsService) private readonly organisations: OrganisationsService,
    @Inject(SharingGroupsService) private readonly groups: SharingGroupsService,
  ) {}

  /** The host of one call of that principal. */
  for(principal: Principal): Host {
    return {
      directory: {
        organisations: (filter) => this.#organisations(principal, filter),
        sharingGroups: (filter) => this.#sharingGroups(principal, filter),
      },
      capture: (offer) => this.#capture(principal, offer),
    };
  }

  async #organisations(principal: Principal, filter: OrganisationFilter): Promise<DirectoryOrganisation[]> {
    const { uuids, hasUsers, type, sector, nationality } = filter;
    const country = nationality === undefined ? undefined : (countryCodeOf(nationality) ?? nationality);
    const where = allOf([
      organisationScope.see.where(principal, 'o'),
      ...(uuids ? [sql`o.uuid::text = any(${uuids.map((uuid) => uuid.toLowerCase())}::text[])`] : []),
      ...(hasUsers ? [sql`exists (select from users u where u.organisation_id = o.id)`] : []),
      ...(type ? [sql`o.type = ${type}`] : []),
      ...(sector ? [sql`o.sector = ${sector}`] : []),
      ...(country ? [sql`coalesce(o.country, o.nationality_text) = ${country}`] : []),
    ]);
    const rows = await this.store.read<OrganisationRow>(sql`
      select o.id, o.uuid, o.name, o.url, o.country, o.nationality_text, o.sector, o.type, o.contacts, o.created, o.modified
      from organisations o where ${where} order by o.id limit 100000`);
    return rows.map(({ country: code, nationality_text, created, modified, ...row }) => ({
      ...row,
      nationality: code ? (countryName(code) ?? code) : nationality_text,
      created: created.toISOString(),
      modified: modified.toISOString(),
    }));
  }

  #sharingGroups(principal: Principal, filter: SharingGroupFilter): Promise<DirectorySharingGroup[]> {
    const where = allOf([
      sharingGroupScope.see.where(principal, 'g'),
      ...(filter.uuids ? [sql`g.uuid::text = any(${filter.uuids.map((uuid) => uuid.toLowerCase())}::text[])`] : []),
      ...like(sql`g.name`, filter.name),
      ...like(sql`g.releasability`, filter.releasability),
    ]);
    return this.store.read<DirectorySharingGroup>(sql`
      select g.id, g.uuid, g.name, g.releasability, g.description, g.active,
        json_build_object('uuid', w.uuid, 'name', w.name) as organisation,
        (select coalesce(json_agg(json_build_object('uuid', o.uuid, 'name', o.name, 'extend', m.extend) order by o.id), '[]')
          from sharing_group_members m join organisations o on o.id = m.organisation_id
          where m.sharing_group_id = g.id and m.until is null) as members
      from sharing_groups g join organisations w on w.id = g.organisation_id
      where ${where} order by g.id limit 20000`);
  }

  async #capture(principal: Principal, offer: Offer): Promise<Captured> {
    try {
      return offer.kind === 'organisation'
        ? await this.#captureOrganisation(principal, offer)
        : await this.#captureGroup(principal, offer);
    } catch (error) {
      if (error instanceof DomainError) return { outcome: 'refused', reason: error.message };
      throw error;
    }
  }

  async #captureOrganisation(principal: Principal, offer: OrganisationOffer): Promise<Captured> {
    const refusal = holds(principal, 'organisation:create') ? null : 'your role may not add organisations';
    if (refusal) return { outcome: 'refused', reason: refusal };
    const { facts, nationalityText } = organisationFacts(offer);
    const [here] = await this.#organisations(principal, { uuids: [offer.uuid] });
    if (!here) {
      await this.organisations.create(principal, judgedAs(NewOrganisation, facts), { nationalityText });
      return { outcome: 'created', reason: null };
    }
    const { uuid: _uuid, ...changes } = facts;
    const options = facts.country === undefined ? {} : { nationalityText };
    const before = await this.organisations.get(principal, { id: here.id });
    const after = await this.organisations.update(principal, { id: here.id }, changes, undefined, options);
    return { outcome: after.version === before.version ? 'unchanged' : 'updated', reason: null };
  }

  async #captureGroup(principal: Principal, offer: GroupOffer): Promise<Captured> {
    if (!holds(principal, 'sharingGroup:write'))
      return { outcome: 'refused', reason: 'your role may not change sharing groups' };
    const owner = await this.#refer(principal, offer.organisation);
    const facts = judgedAs(NewSharingGroup, {
      uuid: offer.uuid,
      name: offer.name,
      releasability: offer.releasability || '-',
      description: offer.description ?? null,
      organisationId: owner,
      ...(offer.active === undefined ? {} : { active: offer.active }),
    });
    const [here] = await this.#sharingGroups(principal, { uuids: [offer.uuid] });
    const group = here ?? (await this.groups.create(principal, facts));
    const { uuid: _uuid, organisationId: _owner, ...changes } = facts;
    if (here) await this.groups.update(principal, { id: here.id }, changes);
    for (const extend of [true, false]) {
      const members = offer.members.filter((member) => member.extend === extend);
      const ids = await Promise.all(members.map((member) => this.#refer(principal, member)));
      if (ids.length > 0) await this.groups.enrol(principal, { id: group.id }, ids, extend);
    }
    return { outcome: here ? 'updated' : 'created', reason: null };
  }

  /** The organisation of that uuid here; one nobody knows is added by its name. */
  async #refer(principal: Principal, { uuid, name }: { uuid: string; name: string }): Promise<number> {
    const [here] = await this.#organisations(principal, { uuids: [uuid] });
    return here?.id ?? (await this.organisations.create(principal, judgedAs(NewOrganisation, { uuid, name }))).id;
  }
}

/** `%` stands for any characters, as in the original's filters. */
const like = (column: Sql, text: string | undefined): Sql[] =>
  !text ? [] : [text.includes('%') ? sql`${column} ilike ${text}` : sql`${column} = ${text}`];

function organisationFacts(offer: OrganisationOffer) {
  const { uuid, name, url, sector, type, contacts, nationality } = offer;
  const country = nationality === undefined ? undefined : (countryCodeOf(nationality ?? '') ?? null);
  const mentioned = Object.entries({ url, sector, type, contacts, country }).filter(([, value]) => value !== undefined);
  return {
    facts: { uuid, name, ...Object.fromEntries(mentioned) } as {
      uuid: string;
      name: string;
      country?: string | null;
    },
    nationalityText: country === null && nationality ? nationality : null,
  };
}

/** A value by its schema. Throws `InvalidInput` at its first fault. */
function judgedAs<T>(schema: z.ZodType<T>, value: unknown): T {
  const judged = schema.safeParse(value);
  if (judged.success) return judged.data;
  const [issue] = judged.error.issues;
  throw InvalidInput.at((issue?.path ?? []) as string[], issue?.message ?? 'is refused');
}
