import { type MetaTemplateDefinition, metaTemplates } from '@cerebrate/contract';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, principals, type World } from '../../../test/world.js';
import { MetaFields } from '../meta-fields/meta-fields.service.js';

export const uuid = '7d4ad6b2-5c55-43a5-9b8e-2a8f5d7c1e01';

const one: MetaTemplateDefinition = {
  name: 'Contacts',
  namespace: 'own',
  description: 'Ours.',
  version: 1,
  scope: 'organisation',
  uuid,
  source: 'specs',
  metaFields: [
    { field: 'plain', type: 'text' },
    { field: 'several', type: 'text', multiple: true },
    { field: 'code', type: 'text', multiple: true },
    { field: 'going', type: 'text', multiple: true },
    { field: 'flag', type: 'text' },
  ],
};
export const two: MetaTemplateDefinition = {
  ...one,
  version: 2,
  metaFields: [
    { field: 'code', type: 'text', multiple: true, regex: '[A-Z]+' },
    { field: 'plain', type: 'text' },
    { field: 'several', type: 'text' },
    { field: 'flag', type: 'boolean' },
    { field: 'fresh', type: 'text' },
  ],
};

type Filled = 'circl' | 'acme' | 'cert-ee';

/** A house with version 1 of a template of one's own, and what its specs do with it. */
export class TemplateHouse {
  id = 0;

  private constructor(
    readonly house: House,
    readonly world: World,
  ) {}

  /** Starts the house; `renew` puts version 1 there for each test. */
  static async start(): Promise<TemplateHouse> {
    const house = await startHouse();
    return new TemplateHouse(house, await buildWorld(house));
  }

  /** Takes away what a test left, and loads version 1, enabled and default. */
  async renew(): Promise<void> {
    const { house } = this;
    await house.rows('delete from meta_fields');
    await house.rows('delete from meta_template_migrations');
    await house.rows('delete from meta_templates where uuid = $1', [uuid]);
    await house.rows('delete from meta_template_directory where uuid = $1', [uuid]);
    this.id = await this.load(one);
    const body = { enabled: true, isDefault: true };
    await house.call(metaTemplates.change, { params: this.params(), body });
  }

  params() {
    return { ref: String(this.id) };
  }

  async put(
    organisation: Filled,
    values: Record<string, string[]>,
    templateVersion = 1,
    templateUuid = uuid,
  ): Promise<void> {
    const { system } = await principals(this.house);
    const input = Object.entries(values).map(([field, list]) => ({
      templateUuid,
      templateVersion,
      field,
      values: list,
    }));
    await this.house.store.work(system, (work) =>
      this.house.app.get(MetaFields).apply(work, 'organisation', this.world.organisations[organisation].id, input),
    );
  }

  /** Two organisations, of which one conflicts with version 2 in four fields. */
  async fill(): Promise<void> {
    await this.put('circl', { plain: ['a'], several: ['x', 'y'], code: ['LU', 'low'], going: ['gone'], flag: ['yes'] });
    await this.put('acme', { plain: ['b'], code: ['US'] });
  }

  /** Every value as `organisation version field=value`. */
  async stored(): Promise<string[]> {
    const rows = await this.house.rows<{ line: string }>(
      `select concat(o.name, ' v', d.template_version, ' ', m.field, '=', m.value) as line from meta_fields m
       join organisations o on o.id = m.organisation_id join meta_template_directory d on d.id = m.directory_id
       order by o.name, d.template_version, m.field, m.id`,
    );
    return rows.map(({ line }) => line);
  }

  async load(definition: MetaTemplateDefinition): Promise<number> {
    return (await this.house.call(metaTemplates.importDefinition, { body: definition })).body.id;
  }
}
