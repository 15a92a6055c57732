import { type Tag, TagChanges, tags } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { text } from './text.js';

/** The tag to change. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(tags.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** Renames or recolours a tag (FEATURES TAG-01). */
export function Component() {
  const tag = useLoaderData<typeof loader>();
  return (
    <FormPage title={text.form.editTitle(tag.name)}>
      <FormFor
        key={`${tag.id} ${tag.version}`}
        schema={TagChanges}
        values={{ name: tag.name, colour: tag.colour }}
        fields={[
          { name: 'name', label: text.form.name, input: 'text', required: true, help: text.form.renameHelp },
          { name: 'colour', label: text.form.colour, input: 'colour' },
        ]}
        send="changed"
        submit={text.form.save}
        back={`/tags/view/${tag.id}`}
        onSave={(body, signal): Promise<Tag> =>
          call(tags.update, { params: { ref: String(tag.id) }, body, ifMatch: tag.version, signal })
        }
        onSaved={(saved) => ({ toast: text.form.saved(saved.name) })}
      />
    </FormPage>
  );
}
