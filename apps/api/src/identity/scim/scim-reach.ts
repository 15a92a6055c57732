import { Inject, Injectable } from '@nestjs/common';
import { NotAllowed, Settings, type Sql, sql } from '../../kernel/index.js';
import { scimOrganisations, scimRoles } from './scim.settings.js';

/**
 * How far provisioning reaches, besides what the owner of the key may do: the organisations and roles that the settings
 * name. Whoever belongs to another organisation is not there for a provider; without any named, all are.
 */
@Injectable()
export class ScimReach {
  constructor(@Inject(Settings) private readonly settings: Settings) {}

  /** Condition over the organisation of a user, or over an organisation. */
  async inOrganisations(id: Sql): Promise<Sql> {
    const ids = await this.settings.get(scimOrganisations);
    return ids.length === 0 ? sql`true` : sql`coalesce(${id} = any(${ids}::int[]), false)`;
  }

  /** The only organisation there is to provision; undefined when several are, or all. */
  async soleOrganisation(): Promise<number | undefined> {
    const ids = await this.settings.get(scimOrganisations);
    return ids.length === 1 ? ids[0] : undefined;
  }

  /** Condition over the roles that a provider is told of. */
  async amongRoles(id: Sql): Promise<Sql> {
    const ids = await this.settings.get(scimRoles);
    return ids.length === 0 ? sql`true` : sql`${id} = any(${ids}::int[])`;
  }

  /** Throws `NotAllowed` unless provisioning may give and take this role; the default one may always be left and fallen to. */
  async requireRole({ id, isDefault }: { readonly id: number; readonly isDefault: boolean }): Promise<void> {
    const ids = await this.settings.get(scimRoles);
    if (ids.length > 0 && !isDefault && !ids.includes(id))
      throw new NotAllowed('this role is not among those that provisioning may give and take (setting scim.roles)');
  }
}
