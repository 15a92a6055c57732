import type { History, HistoryQuery, InstanceSetting } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  Conflict,
  faultOf,
  historyOf,
  type Principal,
  type Setting,
  type SettingReader,
  type SettingState,
  Settings,
  Store,
  settings,
  sql,
} from '../../kernel/index.js';
import './appearance.settings.js';
import { fixedSettings } from './fixed-settings.js';

/** The settings as the settings page shows them (FEATURES INS-01…04). */
@Injectable()
export class SettingsService {
  constructor(
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Every setting, in the order of the page; first those that only the environment changes. */
  async list(): Promise<InstanceSetting[]> {
    const [fixed, states, read] = await Promise.all([this.#fixed(), this.settings.states(), this.settings.reader()]);
    return [...fixed, ...settings.list().map((setting) => view(setting, states.get(setting.id), read))];
  }

  /** One setting. Throws `NotFound`. */
  async get(id: string): Promise<InstanceSetting> {
    const fixed = (await this.#fixed()).find((setting) => setting.id === id);
    if (fixed) return fixed;
    const setting = this.settings.definition(id);
    const [states, read] = await Promise.all([this.settings.states(), this.settings.reader()]);
    return view(setting, states.get(id), read);
  }

  /** Chooses a value; throws as `Settings.change`, and `Conflict` for what only the environment changes. */
  async update(principal: Principal, id: string, value: unknown, ifMatch?: number): Promise<InstanceSetting> {
    await this.#refuseFixed(id);
    await this.settings.change(principal, id, value, ifMatch);
    return this.get(id);
  }

  /** Gives the default back; throws as `Settings.reset`. */
  async reset(principal: Principal, id: string, ifMatch?: number): Promise<InstanceSetting> {
    await this.#refuseFixed(id);
    await this.settings.reset(principal, id, ifMatch);
    return this.get(id);
  }

  /** Who changed the setting, newest first. Throws `NotFound`. */
  async history(id: string, query: HistoryQuery): Promise<History> {
    await this.get(id);
    const state = (await this.settings.states()).get(id);
    return historyOf(this.store, 'setting', state?.rowId ?? 0, query);
  }

  async #fixed(): Promise<InstanceSetting[]> {
    const instance = await this.store.readOne<{ uuid: string }>(sql`select uuid from instances`);
    return fixedSettings(this.config, { uuid: instance?.uuid ?? '' });
  }

  async #refuseFixed(id: string): Promise<void> {
    const fixed = (await this.#fixed()).find((setting) => setting.id === id);
    if (!fixed) return;
    const refusal = `${fixed.label} is not changed here. ${fixed.needs ?? ''}`.trim();
    throw new Conflict(refusal, [{ path: ['value'], message: refusal }]);
  }
}

function view(setting: Setting, state: SettingState | undefined, read: SettingReader): InstanceSetting {
  if (!state) throw new Error(`the setting ${setting.id} has no state`);
  const isActive = setting.dependsOn?.isMet(read) ?? true;
  return {
    id: setting.id,
    category: setting.category,
    group: setting.group,
    label: setting.label,
    description: setting.description,
    input: setting.input,
    choices: [...(setting.choices ?? [])],
    value: setting.secret ? null : state.value,
    default: setting.secret ? null : setting.default,
    isSet: state.isSet,
    isActive,
    needs: isActive ? null : (setting.dependsOn?.told ?? null),
    isFixed: false,
    fault: faultOf(setting, state, read),
    version: state.version,
  };
}
