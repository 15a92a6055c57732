import { InstanceChanges, instance } from '@cerebrate/contract';
import { useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { keepInstance } from '../../parts/instance/instance.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { text } from './text.js';

/** The instance as it is called now. @throws ProblemError */
export const loader = () => call(instance.get);

/** Names the instance: the first of the first steps. */
export function Component() {
  const { name, revision } = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.naming.title}>
      <FormFor
        schema={InstanceChanges}
        values={{ name }}
        fields={[{ name: 'name', label: text.naming.name, input: 'text', help: text.naming.help, required: true }]}
        submit={text.naming.act}
        back="/"
        issuePrefix={['body']}
        onSave={async (body, signal) => {
          const saved = await call(instance.update, { body, ifMatch: revision, signal });
          keepInstance(saved);
          return saved;
        }}
        onSaved={(saved) => ({ toast: text.naming.saved(saved.name) })}
      />
    </FormPage>
  );
}
