import { connectors, localTools, mirrors } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { FormFor, FormPage } from '../../ui/index.js';
import { searchSources } from './mirror-choices.js';
import { text } from './text.js';

const words = text.mirrors;

/** What at the tool can follow, and what it follows. @throws ProblemError 404, 502 when the tool does not answer */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const tool = await call(localTools.get, { params: { ref: params['ref'] ?? '' }, signal });
  const [{ follows }, targets] = await Promise.all([
    call(connectors.get, { params: { connector: tool.connector }, signal }),
    call(mirrors.targets, { params: { ref: String(tool.id) }, signal }),
  ]);
  if (follows === null) throw new Response(null, { status: 404 });
  return { tool, follows, targets };
}

const Values = z.object({ target: z.string().min(1, 'is needed'), sourceId: z.string().min(1, 'is needed') });
type Values = z.infer<typeof Values>;

/** Lets something at a tool follow a mailing list or a sharing group; nothing is changed there yet. */
export function Component() {
  const { tool, follows, targets } = useLoaderData<typeof loader>();
  return (
    <FormPage title={words.followTitle(tool.name)} lead={words.followLead}>
      <FormFor
        schema={Values}
        values={{ target: targets.length === 1 ? (targets[0]?.id ?? '') : '', sourceId: '' }}
        fields={[
          {
            name: 'target',
            label: words.target,
            input: 'select',
            blank: 'text',
            required: true,
            choices: targets.map(({ id, title }) => ({ value: id, label: title })),
          },
          {
            name: 'sourceId',
            label: words.sources[follows],
            input: 'search',
            blank: 'text',
            required: true,
            search: searchSources(follows),
          },
        ]}
        submit={words.act}
        back={`/localTools/view/${tool.id}?tab=mirrors`}
        onSave={({ target, sourceId }: Values, signal) =>
          call(mirrors.follow, {
            params: { ref: String(tool.id) },
            body: { target, sourceId: Number(sourceId) },
            signal,
          })
        }
        onSaved={({ id }) => ({ to: `/localTools/mirror/${tool.id}/${id}`, toast: words.followed })}
      />
    </FormPage>
  );
}
