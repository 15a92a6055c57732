import { type Tag, type TagMergePreview, tags } from '@cerebrate/contract';
import { useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useNavigate, useSearchParams } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { FormPage, SearchSelect, TagChip, toast } from '../../ui/index.js';
import { text } from './text.js';

const { merging } = text;

/** The tag that stays, and what merging `?other=` into it would do. @throws ProblemError */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const { signal } = request;
  const tag = await call(tags.get, { params: { ref: params['ref'] ?? '' }, signal });
  const other = Number(new URL(request.url).searchParams.get('other'));
  const preview =
    other > 0 && other !== tag.id
      ? await call(tags.mergePreview, { params: { ref: String(tag.id) }, query: { other }, signal })
      : null;
  return { tag, preview };
}

/** Makes one tag of two (FEATURES TAG-01): the other is chosen, its use is shown, then it is merged. */
export function Component() {
  const { tag, preview } = useLoaderData<typeof loader>();
  const [, setSearch] = useSearchParams();
  return (
    <FormPage title={merging.title(tag.name)}>
      <div className="form-body d-grid gap-3">
        <SearchSelect
          label={merging.other}
          placeholder={merging.other}
          value={preview ? String(preview.there.id) : null}
          {...(preview ? { chosen: { value: String(preview.there.id), label: preview.there.name } } : {})}
          source={otherTags(tag.id)}
          onChange={(value) => setSearch(value ? { other: value } : {}, { replace: true })}
        />
        {preview ? (
          <Outcome key={`${tag.id} ${preview.there.id}`} tag={tag} preview={preview} />
        ) : (
          <p className="muted m-0">{merging.lead}</p>
        )}
      </div>
    </FormPage>
  );
}

const otherTags = (id: number) => async (q: string, signal: AbortSignal) =>
  (await call(tags.suggest, { query: { q }, signal })).flatMap((one) =>
    one.id === id ? [] : [{ value: String(one.id), label: one.name }],
  );

function Outcome({ tag, preview }: { readonly tag: Tag; readonly preview: TagMergePreview }) {
  const { here, there, records } = preview;
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const touched = records.filter(({ carrying }) => carrying > 0);
  const merge = async () => {
    setBusy(true);
    try {
      await call(tags.merge, { params: { ref: String(here.id) }, body: { other: there.id }, ifMatch: tag.version });
      toast({ tone: 'ok', text: merging.done(there.name, here.name) });
      await navigate(`/tags/view/${here.id}`);
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  const swap = () => void navigate(`/tags/merge/${there.id}?other=${here.id}`, { replace: true });
  return (
    <>
      <p className="m-0">
        <TagChip name={there.name} colour={there.colour} /> → <TagChip name={here.name} colour={here.colour} />
      </p>
      {touched.length === 0 ? (
        <p className="m-0">{merging.nothing(there.name)}</p>
      ) : (
        <div>
          <p className="mb-1">{merging.changed(there.name, here.name)}</p>
          <ul className="m-0">
            {touched.map(({ kind, carrying, both }) => (
              <li key={kind}>{merging.change(merging.kinds[kind](carrying), both)}</li>
            ))}
          </ul>
        </div>
      )}
      <p className="notice-strip m-0" data-tone="attention" role="status">
        {merging.keeps(there.name)}
      </p>
      <div className="d-flex flex-wrap gap-2">
        <button type="button" className="btn btn-primary" disabled={busy} onClick={() => void merge()}>
          {merging.act(there.name, here.name)}
        </button>
        <button type="button" className="btn btn-plain" onClick={swap}>
          {merging.swap}
        </button>
      </div>
    </>
  );
}
