import { randomUUID } from 'node:crypto';
import type { Instance, InstanceChanges } from '@cerebrate/contract';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import api from '../../../package.json' with { type: 'json' };
import { Conflict, type Principal, StaleWrite, Store, sql, systemPrincipal } from '../../kernel/index.js';
import { InstanceEntity } from './instance.entity.js';

/** What an instance is called until somebody names it. */
const unnamed = 'Cerebrate';

interface Row {
  uuid: string;
  name: string;
  version: number;
  has_organisation: boolean;
  has_templates: boolean;
  has_imported: boolean;
  has_invited: boolean;
}

/** Name and state of this instance. */
@Injectable()
export class InstanceService implements OnModuleInit {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Gives the instance its uuid at the very first start; of many processes starting at once, one does. */
  async onModuleInit(): Promise<void> {
    if (await this.store.readOne(sql`select from instances`)) return;
    try {
      await this.store.work(systemPrincipal('first start'), (work) =>
        work.insert(InstanceEntity, { id: 1, uuid: randomUUID(), name: unnamed }),
      );
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }

  /** One statement. `own organisation` counts as done once somebody wrote to it since the first start. */
  async get(principal: Principal): Promise<Instance> {
    const row = await this.store.readOne<Row>(sql`
      select i.uuid, i.name, i.version,
        exists (select from organisations o where o.id = ${principal.organisationId} and o.version > 1) as has_organisation,
        exists (select from meta_templates t where t.enabled) as has_templates,
        exists (select from organisations o where o.deleted_at is null offset 1) as has_imported,
        exists (select from users offset 1) as has_invited
      from instances i`);
    if (!row) throw new Error('the instance has no row of its own; start it again');
    return {
      name: row.name,
      version: api.version,
      uuid: row.uuid,
      revision: row.version,
      firstHour: [
        { step: 'name', done: row.name !== unnamed },
        { step: 'organisation', done: row.has_organisation },
        { step: 'templates', done: row.has_templates },
        { step: 'import', done: row.has_imported },
        { step: 'invite', done: row.has_invited },
      ],
    };
  }

  /** Names the instance. Throws `StaleWrite`. */
  async update(principal: Principal, changes: InstanceChanges, ifMatch?: number): Promise<Instance> {
    await this.store.work(principal, async (work) => {
      const row = await work.find(InstanceEntity, { id: 1 });
      if (!row) throw new Error('the instance has no row of its own; start it again');
      if (ifMatch !== undefined && row.version !== ifMatch)
        throw new StaleWrite(
          `the instance was changed meanwhile (version ${row.version}, you had ${ifMatch}); read it again`,
        );
      row.name = changes.name;
      await work.save(InstanceEntity, row);
    });
    return this.get(principal);
  }
}
