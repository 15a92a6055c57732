import type { ImportTransform } from '@cerebrate/contract';
import type { Choice } from '../../ui/index.js';
import { text } from './text.js';

/** Each transformation as a choice; a separator stands behind a colon. */
export const transformChoices: readonly Choice[] = [
  ...Object.entries(text.signs).map(([sign, name]) => ({ value: `split:${sign}`, label: text.split(name) })),
  ...Object.entries(text.transforms).map(([value, label]) => ({ value, label })),
];

/** A transformation as the value of a choice. */
export const choiceOfTransform = ({ by, separator }: ImportTransform): string =>
  separator === undefined ? by : `${by}:${separator}`;

/** The transformation a choice stands for. */
export function transformOfChoice(value: string): ImportTransform {
  const colon = value.indexOf(':');
  const by = (colon < 0 ? value : value.slice(0, colon)) as ImportTransform['by'];
  return colon < 0 ? { by } : { by, separator: value.slice(colon + 1) };
}
