import { type MetaFieldInput, type RecordMigration, templateLife } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { MetaFieldsEditor } from '../../parts/meta-fields/meta-fields-editor.js';
import { FormFor, FormPage, Icon } from '../../ui/index.js';
import './editor.scss';
import { life } from './life-text.js';
import { recordAddress } from './record-address.js';

const words = life.record;

/** One record between two versions. */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(templateLife.record, {
    params: { ref: params['ref'] ?? '', record: params['record'] ?? '' },
    signal: request.signal,
  });

/** What the form holds; the entries are judged by the server, which knows the fields. */
const MigrationForm = z.strictObject({
  metaFields: z.array(z.custom<MetaFieldInput[number]>()),
  drop: z.boolean(),
});

/** Old values on one side, the newer form filled with what comes along on the other (FEATURES MT-11). */
export function Component() {
  const migration = useLoaderData<typeof loader>();
  const { record, templateName, fromId, fromVersion, toVersion, scope, fields } = migration;
  const initial = fields.filter(({ values }) => values.length > 0).map(({ id, values }) => ({ fieldId: id, values }));
  const template = {
    id: migration.toId,
    uuid: '',
    templateVersion: toVersion,
    name: words.fresh(toVersion),
    namespace: '',
    description: '',
    isDefault: false,
    fields,
  };
  return (
    <FormPage title={words.title(record.name, templateName)} lead={words.lead(fromVersion, toVersion)}>
      <div className="p-3 pb-0">
        <OldValues migration={migration} />
      </div>
      <FormFor
        schema={MigrationForm}
        values={{ metaFields: initial, drop: false }}
        fields={[
          {
            name: 'metaFields',
            label: words.fresh(toVersion),
            input: 'custom',
            render: (control) => <MetaFieldsEditor control={control} templates={[template]} stored={[]} />,
          },
          { name: 'drop', label: words.drop, input: 'checkbox' },
        ]}
        submit={words.act}
        back={recordAddress(scope, record.id)}
        onSave={(body, signal) =>
          call(templateLife.migrateRecord, {
            params: { ref: String(fromId), record: String(record.id) },
            body: { drop: body.drop, metaFields: everyField(fields, body.metaFields) },
            signal,
          })
        }
        onSaved={({ moved, dropped }) => ({
          to: recordAddress(scope, record.id),
          toast: words.done(moved, dropped.length),
        })}
      />
    </FormPage>
  );
}

/** A field that was emptied is to hold nothing: without an entry it would take what comes along by itself. */
const everyField = (fields: RecordMigration['fields'], given: MetaFieldInput): MetaFieldInput =>
  fields.map(({ id }) => given.find(({ fieldId }) => fieldId === id) ?? { fieldId: id, values: [] });

function OldValues({ migration: { old, fromVersion } }: { readonly migration: RecordMigration }) {
  return (
    <section>
      <h2 className="h6">{words.old(fromVersion)}</h2>
      <dl className="key-value">
        {old.map(({ field, values }) => (
          <div key={field}>
            <dt>{field}</dt>
            <dd>
              {values.map(({ value, conflict }) => (
                <div key={value}>
                  <span className="mono">{value}</span>
                  {conflict ? (
                    <span className="muted">
                      {' '}
                      <Icon name="exclamation-triangle" /> {conflict}
                    </span>
                  ) : null}
                </div>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
