import { type AuthKey, AuthKeyChanges, type KeyResource, keyResources, NewAuthKey } from '@cerebrate/contract';
import * as z from 'zod';
import { resourceLabel } from '../../parts/identity/index.js';
import type { Choice, FormItem } from '../../ui/index.js';
import { text } from './text.js';

/** What the inputs hold: the day instead of the moment, lists instead of "no limit". */
export interface KeyValues {
  userId?: number | null | undefined;
  comment?: string | null | undefined;
  expiresOn?: string | null | undefined;
  readOnly?: boolean | undefined;
  resources?: string[] | undefined;
  networks?: string[] | undefined;
}

const momentOf = (day: string | null | undefined): string | null => (day ? `${day}T23:59:59Z` : null);
const limitsOf = ({ comment, readOnly, resources, networks }: KeyValues) => ({
  comment: comment?.trim() ? comment.trim() : null,
  readOnly: readOnly ?? false,
  resources: resources && resources.length > 0 ? (resources as KeyResource[]) : null,
  networks: (networks ?? []).filter((network) => network.trim() !== ''),
});

/** The form of a new key: a day means the end of it in UTC. */
export const KeyForm = z
  .custom<KeyValues>()
  .transform(
    (values): z.input<typeof NewAuthKey> => ({
      ...(typeof values.userId === 'number' ? { userId: values.userId } : {}),
      ...limitsOf(values),
      expiresAt: momentOf(values.expiresOn),
    }),
  )
  .pipe(NewAuthKey);

/** The form of a key that is there; a day that nobody touched leaves the moment as it is. */
export const changesForm = ({ expiresAt }: AuthKey) =>
  z
    .custom<KeyValues>()
    .transform(
      (values): z.input<typeof AuthKeyChanges> => ({
        ...limitsOf(values),
        ...((values.expiresOn ?? '') === dayOf(expiresAt) ? {} : { expiresAt: momentOf(values.expiresOn) }),
      }),
    )
    .pipe(AuthKeyChanges);

/** The day of a moment, as a date input takes it; empty for never. */
export const dayOf = (moment: string | null): string => moment?.slice(0, 10) ?? '';

const choices: readonly Choice[] = keyResources.map((resource) => ({
  value: resource,
  label: resourceLabel(resource),
}));
const today = (): string => new Date().toISOString().slice(0, 10);

/** The fields that a new key and a change have alike. */
export const keyFields = (): readonly FormItem<KeyValues>[] => [
  { name: 'comment', label: text.form.comment, input: 'text', help: text.form.commentHelp },
  {
    name: 'expiresOn',
    label: text.form.expires,
    input: 'date',
    min: today(),
    help: text.form.expiresHelp,
    width: 'half',
  },
  { heading: text.form.limits, lead: text.form.limitsLead },
  { name: 'readOnly', label: text.form.readOnly, input: 'switch', help: text.form.readOnlyHelp },
  { name: 'resources', label: text.form.resources, input: 'tags', search: choices, help: text.form.resourcesHelp },
  {
    name: 'networks',
    label: text.form.networks,
    input: 'values',
    addLabel: text.form.addNetwork,
    placeholder: '192.0.2.0/24',
    mono: true,
    help: text.form.networksHelp,
  },
];
