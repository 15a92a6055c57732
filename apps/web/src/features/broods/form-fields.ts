import { type Brood, BroodChanges, NewBrood } from '@cerebrate/contract';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import type { FormItem } from '../../ui/index.js';
import { text } from './text.js';

/** The contract's own shapes: what they refuse, the form refuses in the same words. */
export const AddForm = NewBrood;
export const EditForm = BroodChanges;

/** The fields of a node; `brood` is the one that is changed. */
export function broodFields(brood: Brood | null): FormItem[] {
  const { form } = text;
  return [
    { name: 'name', label: form.name, input: 'text', required: true },
    { name: 'url', label: form.url, input: 'url', required: true, help: form.urlHelp },
    {
      name: 'authKey',
      label: form.key,
      input: 'password',
      blank: 'omit',
      help: brood?.hasKey ? form.keyKept : form.keyHelp,
    },
    {
      name: 'ownerId',
      label: form.owner,
      input: 'search',
      search: searchOrganisations,
      numeric: true,
      blank: 'omit',
      required: true,
      ...(brood ? { chosen: { value: String(brood.owner.id), label: brood.owner.name } } : {}),
    },
    { name: 'description', label: form.description, input: 'textarea', rows: 2, blank: 'null' },
    {
      name: 'strategy',
      label: form.strategy,
      input: 'select',
      help: form.strategyHelp,
      choices: (['standard', 'trusted', 'manual'] as const).map((value) => ({ value, label: text.strategies[value] })),
    },
    { name: 'pull', label: form.pull, input: 'switch', width: 'half' },
    { name: 'skipProxy', label: form.skipProxy, input: 'switch', width: 'half' },
    { name: 'everyMinutes', label: form.every, input: 'number', width: 'half', help: form.everyHelp },
    {
      name: 'acceptsSignedOnly',
      label: form.signedOnly,
      input: 'switch',
      width: 'half',
      help: form.signedOnlyHelp,
    },
    { name: 'timeoutSeconds', label: form.timeout, input: 'number', width: 'half' },
    { name: 'pinnedCertificate', label: form.pinned, input: 'text', blank: 'null', help: form.pinnedHelp },
    { name: 'authority', label: form.authority, input: 'textarea', rows: 2, blank: 'null', help: form.authorityHelp },
    { name: 'clientCertificate', label: form.client, input: 'textarea', rows: 2, blank: 'null' },
    { name: 'clientKey', label: form.clientKey, input: 'textarea', rows: 2, blank: 'omit', help: form.clientKeyHelp },
  ];
}
