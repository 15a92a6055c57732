import type { Connector } from '@cerebrate/contract';
import { toolFormItems } from '../../parts/tools/index.js';
import type { FormItem } from '../../ui/index.js';
import { text } from './text.js';

/** What the inputs hold. */
export type ToolValues = Record<string, unknown>;

/** The part of the form that every tool has. */
export const commonFields = (): readonly FormItem<ToolValues>[] => [
  { name: 'description', label: text.form.description, input: 'textarea', rows: 2, blank: 'null' },
  { name: 'exposed', label: text.form.exposed, input: 'switch', help: text.form.exposedHelp },
];

/** The settings as the connector declares them. */
export const settingFields = (
  settings: Connector['settings'],
  kept: readonly string[] = [],
): readonly FormItem<ToolValues>[] => [
  { heading: text.form.settings, ...(kept.length > 0 ? { lead: text.form.moved } : {}) },
  ...toolFormItems(settings, { at: 'settings', kept }),
];
