import { fleet } from '@cerebrate/contract';
import { useParams, useSearchParams } from 'react-router';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { text } from './text.js';

const words = text.desire;

const Values = z.object({
  setting: z.string().trim().min(1, 'is needed'),
  value: z.string(),
  note: z.string().nullable(),
});
type Values = z.infer<typeof Values>;

/** Says what a setting is to be on every instance; the address may name one. */
export function Component() {
  const connector = useParams()['connector'] ?? '';
  const [asked] = useSearchParams();
  return (
    <FormPage title={words.title} lead={words.lead}>
      <FormFor
        schema={Values}
        values={{ setting: asked.get('setting') ?? '', value: asked.get('value') ?? '', note: null }}
        fields={[
          { name: 'setting', label: words.setting, input: 'text', required: true, mono: true },
          { name: 'value', label: words.value, input: 'text', blank: 'text', mono: true, help: words.valueHelp },
          { name: 'note', label: words.note, input: 'textarea', blank: 'null', rows: 2 },
        ]}
        submit={words.act}
        back={`/fleet/index?kind=${connector}&tab=desired`}
        onSave={(body: Values, signal) => call(fleet.desire, { params: { connector }, body, signal })}
        onSaved={({ setting }) => ({ to: `/fleet/index?kind=${connector}&tab=desired`, toast: words.saved(setting) })}
      />
    </FormPage>
  );
}
