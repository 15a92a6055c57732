import { phpInteger, phpTruthy, type WireBody, WireRefusal, wireMessages } from '@cerebrate/cerebrate-wire';
import type { InstanceSetting, SettingInput } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { Conflict, InvalidInput, NotFound, type Principal } from '../../kernel/index.js';
import { Diagnostics, SettingsService } from '../../platform/index.js';
import { said } from '../answers/replies.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** Settings and migrations of the instance in the words of the original (WIRE-CONTRACT §3.19, §9.4). */
@Controller()
export class DialectInstanceSettings {
  constructor(
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(Diagnostics) private readonly diagnostics: Diagnostics,
  ) {}

  @Speaks('instance/settings', 'GET', 'instance:manage')
  async all(_exchange: Exchange) {
    const rows = await this.settings.list();
    return said({
      settingsProvider: treeOf(rows),
      settings: Object.fromEntries(rows.map(({ id, value }) => [id, value])),
      settingsFlattened: settingsById(rows),
      notices: by(
        faulty(rows),
        (row) => row.fault?.severity ?? 'info',
        (some) => some.map(wireSetting),
      ),
    });
  }

  /** A refusal answers 200 with what was sent, as the original does (recording 562). */
  @Speaks('instance/saveSetting', 'POST PUT', 'instance:manage')
  async save(exchange: Exchange) {
    const body = exchange.body();
    if (Object.keys(body).length === 0) throw new WireRefusal(400, wireMessages.unreadableBody);
    if (typeof body['name'] !== 'string' || !('value' in body)) return said([]);
    return said(await this.#saved(exchange.principal, body['name'], body));
  }

  @Speaks('instance/migrationIndex', 'GET', 'instance:manage')
  async migrationIndex(_exchange: Exchange) {
    const rows = await this.diagnostics.migrations();
    const status = rows.map(({ id, name, writtenAt, isApplied }) => ({
      id: id ?? 0,
      name,
      status: isApplied ? 'up' : 'down',
      created: writtenAt,
    }));
    return said({ status, updateAvailables: status.filter((row) => row.status === 'down') });
  }

  /** The schema is brought up to date before the program answers, so there is nothing left to run (recording 572). */
  @Speaks('instance/migrate', 'POST', 'instance:manage')
  migrate(_exchange: Exchange) {
    const message = 'Migration sucessful';
    return said({ saved: true, success: true, name: message, message, url: '/instances/migrate' });
  }

  async #saved(principal: Principal, id: string, { value }: WireBody): Promise<object> {
    try {
      const known = await this.settings.get(id);
      return wireSetting(await this.settings.update(principal, id, meant(value, known.input)));
    } catch (error) {
      if (error instanceof NotFound || error instanceof InvalidInput || error instanceof Conflict)
        return { name: id, value };
      throw error;
    }
  }
}

const types: Readonly<Partial<Record<SettingInput, string>>> = {
  switch: 'boolean',
  number: 'integer',
  select: 'select',
  markdown: 'textarea',
};

/** Forms of the original send every value as text. */
function meant(value: unknown, input: SettingInput): unknown {
  if (input === 'switch') return phpTruthy(value);
  if (input === 'number') return typeof value === 'string' ? phpInteger(value) : value;
  return typeof value === 'number' ? String(value) : value;
}

/** One setting as the original tells it (recording 798); a secret has no value. */
const wireSetting = (setting: InstanceSetting) => ({
  name: setting.label,
  type: types[setting.input] ?? 'string',
  description: setting.description,
  default: setting.default,
  ...(setting.choices.length > 0
    ? { options: Object.fromEntries(setting.choices.map(({ value, label }) => [value, label])) }
    : {}),
  value: setting.value,
  error: setting.fault !== null,
  ...(setting.fault ? { severity: setting.fault.severity, errorMessage: setting.fault.message } : {}),
  'setting-path': `${setting.category}.${setting.group}.${setting.group}`,
  'true-name': setting.id,
});

const settingsById = (rows: readonly InstanceSetting[]) =>
  Object.fromEntries(rows.map((row) => [row.id, wireSetting(row)]));

const faulty = (rows: readonly InstanceSetting[]) => rows.filter(({ fault }) => fault !== null);

/** Category, group, panel, setting: the original's four floors; a group has one panel here. */
const treeOf = (rows: readonly InstanceSetting[]) =>
  by(
    rows,
    ({ category }) => category,
    (some) =>
      by(
        some,
        ({ group }) => group,
        (panel) => ({ [panel[0]?.group ?? '']: settingsById(panel) }),
      ),
  );

/** Rows of one key together, told by `tell`; keys in the order they come. */
function by<T>(
  rows: readonly InstanceSetting[],
  keyOf: (row: InstanceSetting) => string,
  tell: (some: readonly InstanceSetting[]) => T,
): Record<string, T> {
  const keys = [...new Set(rows.map(keyOf))];
  return Object.fromEntries(keys.map((key) => [key, tell(rows.filter((row) => keyOf(row) === key))]));
}
