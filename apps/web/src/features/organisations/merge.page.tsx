import { organisations } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { MergeForm } from '../../parts/merging/merge-form.js';
import { organisationMerge } from '../../parts/merging/ways.js';
import { text } from './text.js';

/** The organisation that stays, and what merging `?other=` into it would do. @throws ProblemError */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const organisation = await call(organisations.get, {
    params: { ref: params['ref'] ?? '' },
    signal: request.signal,
  });
  const other = Number(new URL(request.url).searchParams.get('other'));
  const preview = other > 0 ? await organisationMerge.preview(organisation.id, other, request.signal) : null;
  return { ...organisation, preview };
}

/** Makes one organisation of two. */
export function Component() {
  const { id, name, preview } = useLoaderData<typeof loader>();
  return <MergeForm way={organisationMerge} id={id} name={name} preview={preview} labels={text.fields} />;
}
