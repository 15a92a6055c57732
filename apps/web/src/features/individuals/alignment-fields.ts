import type { AlignmentChanges } from '@cerebrate/contract';
import type * as z from 'zod';
import type { FieldSpec } from '../../ui/index.js';
import { text } from './text.js';

type Field = FieldSpec<z.input<typeof AlignmentChanges>>;
const words = text.alignments;

/** The role: one of the list that governs it, or free with what is in use as help. */
export function roleField({ roles, isClosed }: { roles: readonly string[]; isClosed: boolean }): Field {
  if (isClosed)
    return {
      name: 'type',
      label: words.role,
      input: 'select',
      choices: roles.map((value) => ({ value, label: value })),
    };
  return { name: 'type', label: words.role, input: 'text', help: roles.slice(0, 6).join(' · ') };
}

/** First and last day. */
export const periodFields = (): Field[] => [
  { name: 'validFrom', label: words.from, input: 'date', width: 'half', blank: 'null' },
  { name: 'validUntil', label: words.until, input: 'date', width: 'half', blank: 'null', help: words.periodHelp },
];
