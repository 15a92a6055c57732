import { AlignmentChanges, alignments } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { periodFields, roleField } from './alignment-fields.js';
import { text } from './text.js';

/** The alignment to change and the roles on offer. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const [alignment, offer] = await Promise.all([
    call(alignments.get, { params: { ref: params['ref'] ?? '' }, signal }),
    call(alignments.roles, { signal }),
  ]);
  return { alignment, offer };
}

/** Changes role and period of an alignment (FEATURES ALN-05). */
export function Component() {
  const { alignment, offer } = useLoaderData<typeof loader>();
  const { id, type, validFrom, validUntil, version } = alignment;
  return (
    <FormPage title={text.alignments.editTitle(type)}>
      <FormFor
        schema={AlignmentChanges}
        values={{ type, validFrom, validUntil }}
        fields={[roleField(offer), ...periodFields()]}
        send="changed"
        submit={text.alignments.save}
        back="/alignments/index"
        issuePrefix={['body']}
        onSave={(body, signal) =>
          call(alignments.update, { params: { ref: String(id) }, body, ifMatch: version, signal })
        }
        onSaved={(saved) => ({ toast: text.alignments.saved(saved.type) })}
      />
    </FormPage>
  );
}
