import type { HistoryEntry } from '@cerebrate/contract';
import { countryName, exactUtc, type IconName } from '../../ui/index.js';
import { text } from './text.js';

/** What stands in the log for a secret. */
const masked = '•••';

/** What a field of the log is called: `metaFields.<template uuid>/<field>` by its field, `deletedAt` in words. */
export function fieldLabel(field: string): string {
  const known = Object.hasOwn(text.labels, field) ? text.labels[field] : undefined;
  if (known) return known;
  // members of a sharing group stand by their uuid; the value says the name
  if (field.startsWith('member.')) return text.member;
  const [, metaField] = /^metaFields\.[^/]+\/(.+)$/s.exec(field) ?? [];
  if (metaField) return metaField;
  const words = field
    .replace(/_/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value of the log as a person reads it; null for nothing. */
export function valueWords(field: string, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (value === masked) return text.secret;
  if (typeof value === 'boolean') return value ? text.yes : text.no;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (field === 'country' && /^[A-Z]{2}$/.test(value)) return countryName(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? `${exactUtc(new Date(value))} UTC` : value;
}

/** What two lists of values have in common and not; undefined when one of them is no list of plain values. */
export function listDifference(
  before: unknown,
  after: unknown,
): { removed: string[]; added: string[]; kept: number } | undefined {
  const old = plainList(before);
  const now = plainList(after);
  if (!old || !now || (!Array.isArray(before) && !Array.isArray(after))) return undefined;
  return {
    removed: old.filter((value) => !now.includes(value)),
    added: now.filter((value) => !old.includes(value)),
    kept: now.filter((value) => old.includes(value)).length,
  };
}

function plainList(value: unknown): string[] | undefined {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value) || value.some((item) => item !== null && typeof item === 'object')) return undefined;
  return value.map(String);
}

/** What was done, as the middle of a sentence. */
export const actWords = (action: string): string => text.acts[action] ?? action.replace(/[_.]/g, ' ');

/** Through what a change came. */
export const channelWords = (channel: string): string => text.channels[channel] ?? channel;

/** Every kind of record the log is known to tell of, as a choice, in the order of their words. */
export const kindChoices = (): { value: string; label: string }[] =>
  Object.entries(text.kinds)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label));

/** What kind of record it is. */
export const kindWords = (kind: string): string => text.kinds[kind] ?? kind;

/** The drawing beside a change. */
export function actIcon({ action, kind }: Pick<HistoryEntry, 'action' | 'kind'>): IconName {
  if (action === 'add') return 'plus-lg';
  if (action.includes('delete') && action !== 'undelete') return 'trash';
  if (action === 'restore' || action === 'undelete') return 'arrow-counterclockwise';
  if (action.includes('tag')) return 'tag';
  if (action.includes('log')) return 'box-arrow-right';
  return kind === 'alignment' ? 'people' : 'pencil';
}
