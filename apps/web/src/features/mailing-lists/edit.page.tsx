import { mailingLists } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { blankRule } from '../../parts/rules/leaf-kinds.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { ListForm, listFields } from './form-fields.js';
import { text } from './text.js';

/** The list to change. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(mailingLists.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** Changes a mailing list (FEATURES MLS-02). */
export function Component() {
  const list = useLoaderData<typeof loader>();
  const { id, name, version } = list;
  return (
    <FormPage title={text.form.editTitle(name)}>
      <FormFor
        key={`${id} ${version}`}
        schema={ListForm as never}
        values={
          {
            name,
            recipients: list.recipients,
            description: list.description,
            active: list.active,
            encryptedOnly: list.encryptedOnly,
            by: list.rule === null ? 'hand' : 'rule',
            rule: list.rule ?? blankRule('individual'),
          } as never
        }
        fields={listFields(id) as never}
        submit={text.form.save}
        back={`/mailingLists/view/${id}`}
        onSave={(body, signal) =>
          call(mailingLists.update, { params: { ref: String(id) }, body: body as never, ifMatch: version, signal })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
