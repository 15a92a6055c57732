import { individuals } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { MergeForm } from '../../parts/merging/merge-form.js';
import { personMerge } from '../../parts/merging/ways.js';
import { nameOf, text } from './text.js';

/** The person who stays, and what merging `?other=` into them would do. @throws ProblemError */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const person = await call(individuals.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });
  const other = Number(new URL(request.url).searchParams.get('other'));
  const preview = other > 0 ? await personMerge.preview(person.id, other, request.signal) : null;
  return { person, preview };
}

/** Makes one person of two records. */
export function Component() {
  const { person, preview } = useLoaderData<typeof loader>();
  return (
    <MergeForm way={personMerge} id={person.id} name={nameOf(person)} preview={preview} labels={text.mergeFields} />
  );
}
