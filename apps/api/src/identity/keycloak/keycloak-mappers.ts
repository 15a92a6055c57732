import { Inject, Injectable } from '@nestjs/common';
import { NotFound } from '../../kernel/index.js';
import { KeycloakAccounts } from './keycloak-accounts.js';
import { type KeycloakClient, mapperOf, type ProtocolMapper } from './keycloak-admin.js';
import { fixedAttributes } from './push-settings.js';

/** Which mappers must be added and which are ours to take away. */
export interface MapperPlan {
  readonly missing: readonly ProtocolMapper[];
  readonly surplus: readonly ProtocolMapper[];
}

/**
 * Pure: adding is by attribute, whoever made the mapper; taken away are only those that we marked as ours and whose
 * field is no longer mapped. A second run plans nothing (FEATURES KCL-11, Annex B).
 */
export function mapperPlan(fields: readonly string[], there: readonly ProtocolMapper[]): MapperPlan {
  const wanted: readonly string[] = [...fixedAttributes, ...fields];
  const present = new Set(there.map(({ config }) => config['user.attribute']));
  return {
    missing: wanted.filter((name) => !present.has(name)).map((name) => mapperOf(name, fields.includes(name))),
    surplus: there.filter(
      ({ config }) => config['cerebrate.managed'] === 'true' && !wanted.includes(config['user.attribute'] ?? ''),
    ),
  };
}

/** The mappers of our client: what brings the attributes into tokens. */
@Injectable()
export class KeycloakMappers {
  constructor(@Inject(KeycloakAccounts) private readonly accounts: KeycloakAccounts) {}

  /** What is missing and what is too much. */
  async plan(client: KeycloakClient): Promise<MapperPlan> {
    const admin = await this.accounts.admin();
    return mapperPlan(await this.accounts.fields(), await admin.mappers(client));
  }

  /** Adds what is missing and takes away what is no longer mapped. Throws `NotFound` when the client is not seen. */
  async bring(): Promise<MapperPlan> {
    const admin = await this.accounts.admin();
    const client = await admin.client();
    if (!client) throw new NotFound('Keycloak shows no client of that ID to the service account (role view-clients)');
    const plan = await this.plan(client);
    await admin.addMappers(client, plan.missing);
    for (const { id } of plan.surplus) if (id !== undefined) await admin.removeMapper(client, id);
    return plan;
  }
}
