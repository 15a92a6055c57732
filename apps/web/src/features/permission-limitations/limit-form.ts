import { metaTemplates, NewPermissionLimitation } from '@cerebrate/contract';
import * as z from 'zod';
import { call } from '../../api/index.js';
import type { Choice, FormItem } from '../../ui/index.js';
import { text } from './text.js';

/** What the inputs hold; a number may stand as text. */
export interface LimitValues {
  permission?: string | undefined;
  scope?: string | undefined;
  value?: string | null | undefined;
  maxOccurrence?: number | string | null | undefined;
  comment?: string | undefined;
}

/** A limit as it is saved, from what the inputs hold. */
export const LimitForm = z
  .custom<LimitValues>()
  .transform(
    ({ permission = '', scope, value, maxOccurrence, comment = '' }): z.input<typeof NewPermissionLimitation> => ({
      permission,
      scope: scope === 'organisation' ? 'organisation' : 'global',
      value: value?.trim() ? value.trim() : null,
      maxOccurrence:
        maxOccurrence === null || maxOccurrence === undefined || maxOccurrence === ''
          ? Number.NaN
          : Number(maxOccurrence),
      comment,
    }),
  )
  .pipe(NewPermissionLimitation);

/** The meta-fields of users there are, each name once. @throws ProblemError */
export async function permissionChoices(signal: AbortSignal): Promise<readonly Choice[]> {
  const templates = await call(metaTemplates.forms, { params: { scope: 'user' }, signal });
  const names = new Set(templates.flatMap(({ fields }) => fields.map(({ field }) => field)));
  return [...names].sort().map((name) => ({ value: name, label: name }));
}

/** The inputs of a limit. */
export const limitFields = (permissions: readonly Choice[]): readonly FormItem<LimitValues>[] => [
  {
    name: 'permission',
    label: text.form.permission,
    input: 'select',
    choices: permissions,
    required: true,
    help: text.form.permissionHelp,
  },
  {
    name: 'scope',
    label: text.form.scope,
    input: 'select',
    required: true,
    width: 'half',
    choices: Object.entries(text.scopes).map(([value, label]) => ({ value, label })),
  },
  {
    name: 'maxOccurrence',
    label: text.form.max,
    input: 'number',
    required: true,
    width: 'half',
    help: text.form.maxHelp,
  },
  { name: 'value', label: text.form.value, input: 'text', help: text.form.valueHelp },
  { name: 'comment', label: text.form.comment, input: 'textarea' },
];
