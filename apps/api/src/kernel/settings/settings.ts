import type { Principal } from '../access/principal.js';
import { Conflict, InvalidInput, NotFound, StaleWrite } from '../errors.js';
import { defineEvent } from '../events/event.js';
import type { Events } from '../events/events.js';
import { KeptAnswers } from '../store/kept-answers.js';
import { SealBroken, type Sealer } from '../store/sealer.js';
import { sql } from '../store/sql.js';
import type { Store } from '../store/store.js';
import type { Work } from '../store/work.js';
import { SettingEntity } from './setting.entity.js';
import { type Setting, type SettingFault, type SettingReader, settings } from './setting.js';

/** A setting was changed or got its default back. */
export const settingChanged = defineEvent<{ name: string }>('setting.changed');

interface Row {
  id: number;
  name: string;
  value: unknown;
  sealed: string | null;
  version: number;
}

/** What is kept of one setting. */
export interface SettingState {
  /** The id of its row, for its history; null while it was never set. */
  readonly rowId: number | null;
  readonly value: unknown;
  readonly isSet: boolean;
  readonly version: number;
  /** Why what is stored cannot be used; the default stands in for it. */
  readonly broken: string | null;
}

interface Snapshot {
  readonly states: ReadonlyMap<string, SettingState>;
}

/**
 * The values of all settings. Read from memory until one changes in any process; changed in a `Work` of its own, so that
 * every change is audited, guarded and told to every process.
 */
export class Settings {
  readonly #kept: KeptAnswers<Snapshot>;

  constructor(
    private readonly store: Store,
    private readonly sealer: Sealer,
    events: Events,
  ) {
    this.#kept = new KeptAnswers(events, [settingChanged], 1);
  }

  /** The value of a setting: what was chosen, or its default. Costs nothing while nobody changes a setting. */
  async get<T>(setting: Setting<T>): Promise<T> {
    return (await this.reader())(setting);
  }

  /** Reads of many settings at one moment. */
  async reader(): Promise<SettingReader> {
    return readerOf(await this.#snapshot());
  }

  /** What is kept of every setting, by its id. */
  async states(): Promise<ReadonlyMap<string, SettingState>> {
    return (await this.#snapshot()).states;
  }

  /** The setting of that id. Throws `NotFound`. */
  definition(id: string): Setting {
    const found = settings.find(id);
    if (!found) throw new NotFound(`there is no setting ${id}`);
    return found;
  }

  /**
   * Chooses a value. Throws `NotFound`; `InvalidInput` at `value` when it does not fit; `Conflict` when the setting's
   * guard forbids it; `StaleWrite`. One change at a time, so that two guards never both let the last door be closed.
   */
  async change(principal: Principal, id: string, value: unknown, ifMatch?: number): Promise<void> {
    const setting = this.definition(id);
    const chosen = parsed(setting, value);
    await this.store.work(principal, async (work) => {
      await this.#admit(work, setting, chosen);
      const row = await this.#row(work, id, ifMatch);
      const kept = setting.secret
        ? { value: null, sealed: this.sealer.seal(JSON.stringify(chosen), `setting:${id}`) }
        : { value: chosen, sealed: null };
      if (row) await work.save(SettingEntity, Object.assign(row, kept));
      else await work.insert(SettingEntity, { name: id, ...kept }, 'edit');
      work.emit(settingChanged, { name: id });
    });
  }

  /** Gives a setting its default back; nothing happens to one that has it. Throws as `change`. */
  async reset(principal: Principal, id: string, ifMatch?: number): Promise<void> {
    const setting = this.definition(id);
    await this.store.work(principal, async (work) => {
      await this.#admit(work, setting, setting.default);
      const row = await this.#row(work, id, ifMatch);
      if (!row) return;
      await work.save(SettingEntity, Object.assign(row, { value: null, sealed: null }));
      work.emit(settingChanged, { name: id });
    });
  }

  /** Guards see the other settings as they are now, not as they were when somebody looked. */
  async #admit(work: Work, setting: Setting, value: unknown): Promise<void> {
    await work.query(sql`select pg_advisory_xact_lock(${settingsLock})`);
    const now = this.#statesOf(await work.query<Row>(sql`select id, name, value, sealed, version from settings`));
    const states = new Map(now).set(setting.id, { ...untouched(setting), value });
    const refusal = setting.guard?.(value, readerOf({ states }));
    if (refusal) throw new Conflict(refusal, [{ path: ['value'], message: refusal }]);
  }

  async #row(work: Work, id: string, ifMatch: number | undefined): Promise<SettingEntity | null> {
    const row = await work.find(SettingEntity, { name: id });
    if (ifMatch !== undefined && ifMatch !== (row?.version ?? 0))
      throw new StaleWrite(`somebody changed the setting ${id} meanwhile; read it again`);
    return row;
  }

  #snapshot(): Promise<Snapshot> {
    return this.#kept.get('all', async () => ({
      states: this.#statesOf(await this.store.read<Row>(sql`select id, name, value, sealed, version from settings`)),
    }));
  }

  #statesOf(rows: readonly Row[]): Map<string, SettingState> {
    const byName = new Map(rows.map((row) => [row.name, row]));
    return new Map(settings.list().map((setting) => [setting.id, this.#state(setting, byName.get(setting.id))]));
  }

  #state(setting: Setting, row: Row | undefined): SettingState {
    if (!row) return untouched(setting);
    const { id: rowId, version } = row;
    if (row.value === null && row.sealed === null) return { ...untouched(setting), rowId, version };
    try {
      const stored: unknown =
        row.sealed === null ? row.value : JSON.parse(this.sealer.open(row.sealed, `setting:${setting.id}`));
      return { rowId, version, isSet: true, value: setting.schema.parse(stored), broken: null };
    } catch (error) {
      const broken = error instanceof SealBroken ? error.message : 'what is stored does not fit; choose a value again';
      return { rowId, version, isSet: true, value: setting.default, broken };
    }
  }
}

/** What is wrong with a setting as it is kept, or null. A value that cannot be read is critical. */
export function faultOf(setting: Setting, state: SettingState, read: SettingReader): SettingFault | null {
  if (state.broken !== null) return { severity: 'critical', message: state.broken };
  if (setting.dependsOn && !setting.dependsOn.isMet(read)) return null;
  return setting.fault?.(state.value, read) ?? null;
}

/** Any number no other advisory lock of ours has. */
const settingsLock = 7_235_003;

const untouched = (setting: Setting): SettingState => ({
  rowId: null,
  value: setting.default,
  isSet: false,
  version: 0,
  broken: null,
});

function readerOf({ states }: Snapshot): SettingReader {
  return <T>(setting: Setting<T>) => (states.get(setting.id)?.value ?? setting.default) as T;
}

function parsed(setting: Setting, value: unknown): unknown {
  const fits = setting.schema.safeParse(value);
  if (fits.success) return fits.data;
  throw new InvalidInput(
    `${setting.label}: ${fits.error.issues[0]?.message ?? 'does not fit'}`,
    fits.error.issues.map((issue) => ({ path: ['value', ...issue.path.map(String)], message: issue.message })),
  );
}
