import type { SettingInput, SettingSeverity } from '@cerebrate/contract';
import type * as z from 'zod';
import { Registry } from '../registry.js';

/** What is wrong with a value, for the person who can mend it. */
export interface SettingFault {
  readonly severity: SettingSeverity;
  readonly message: string;
}

/** Reads the value another setting has, or will have once the change at hand is made. */
export type SettingReader = <T>(setting: Setting<T>) => T;

/** A value the operator of an instance may choose: kept in the database, typed, audited, shown on the settings page. */
export interface Setting<T = unknown> {
  /** Such as `mail.host`; where the original has the setting, its name there (WIRE-CONTRACT §9.4). */
  readonly id: string;
  /** The tab of the settings page. */
  readonly category: string;
  /** The heading below the tab. */
  readonly group: string;
  readonly label: string;
  /** What it does, in a sentence. */
  readonly description: string;
  readonly schema: z.ZodType<T>;
  readonly default: T;
  /** How it is entered; `choices` belongs to `select`. */
  readonly input: SettingInput;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Sealed at rest, never shown, never told by any answer. */
  readonly secret: boolean;
  /** The setting has an effect only while another has one of some values; `told` says which. */
  readonly dependsOn?: { readonly id: string; readonly isMet: (read: SettingReader) => boolean; readonly told: string };
  /** What is wrong with this value here, if anything. Shown, counted by severity, never a reason to refuse. */
  readonly fault?: (value: T, read: SettingReader) => SettingFault | null;
  /** Why this value must not be saved, given the other settings; null lets it pass. */
  readonly guard?: (value: T, read: SettingReader) => string | null;
}

type Optional = 'secret' | 'dependsOn' | 'fault' | 'guard' | 'choices';
type Definition<T> = Omit<Setting<T>, Optional> & Partial<Pick<Setting<T>, Optional>>;

/**
 * Declares a setting; put it into `settings` so that it exists: `settings.add(defineSetting({ id: 'mail.port', … }))`.
 * Refuses a default that its own schema refuses: that is a programming fault.
 */
export function defineSetting<T>(definition: Definition<T>): Setting<T> {
  const fits = definition.schema.safeParse(definition.default);
  if (!fits.success) throw new Error(`the default of the setting '${definition.id}' does not fit its own schema`);
  return Object.freeze({ secret: false, ...definition });
}

/** Every setting there is, in the order of the settings page. Rooms add theirs while they are loaded. */
class SettingRegistry extends Registry<Setting> {
  /** Adds a definition and returns it with its type. */
  override add<D extends { readonly id: string }>(setting: D): D {
    super.add(setting as unknown as Setting);
    return setting;
  }
}
export const settings = new SettingRegistry('setting');
