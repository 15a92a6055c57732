import { type Merge, type MergePreview, merges, organisations } from '@cerebrate/contract';
import { useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useNavigate, useSearchParams } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { Diff, type DiffChoice, FormPage, SearchSelect, toast } from '../../ui/index.js';
import { mergeText as text } from './merge-text.js';
import { text as words } from './text.js';

/** The organisation that stays, and what merging `?other=` into it would do. @throws ProblemError */
export async function loader({ params, request }: LoaderFunctionArgs) {
  const ref = params['ref'] ?? '';
  const { signal } = request;
  const organisation = await call(organisations.get, { params: { ref }, signal });
  const other = Number(new URL(request.url).searchParams.get('other'));
  const preview =
    other > 0
      ? await call(merges.previewOrganisation, { params: { ref: String(organisation.id) }, body: { other }, signal })
      : null;
  return { ...organisation, preview };
}

/** Makes one organisation of two: which value stays is chosen field by field. */
export function Component() {
  const { id, name, preview } = useLoaderData<typeof loader>();
  const [, setSearch] = useSearchParams();
  return (
    <FormPage title={text.title(name)}>
      <div className="d-grid gap-3">
        <SearchSelect
          label={text.other}
          placeholder={text.other}
          value={preview ? String(preview.there.id) : null}
          {...(preview ? { chosen: { value: String(preview.there.id), label: preview.there.name } } : {})}
          source={searchOrganisations}
          onChange={(value) => setSearch(value && value !== String(id) ? { other: value } : {}, { replace: true })}
        />
        {preview ? <Decision key={preview.there.id} preview={preview} /> : <p className="muted m-0">{text.lead}</p>}
      </div>
    </FormPage>
  );
}

function Decision({ preview }: { readonly preview: MergePreview }) {
  const { here, there, fields, relations, blockedBy } = preview;
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [choices, setChoices] = useState<Readonly<Record<string, DiffChoice>>>(() =>
    Object.fromEntries(fields.map((one) => [one.field, one.here === null && one.there !== null ? 'there' : 'here'])),
  );
  const params = { ref: String(here.id) };
  const take = fields.flatMap(({ field }) => (choices[field] === 'there' ? [field] : []));
  const merge = async () => {
    setBusy(true);
    try {
      const done = await call(merges.mergeOrganisation, { params, body: { other: there.id, take } });
      toast({ tone: 'ok', text: text.done(there.name, here.name), undo: () => takeBack(done) });
      await navigate(`/organisations/view/${here.id}`);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const takeBack = async ({ id }: Merge) => {
    await call(merges.undoOrganisation, { params, body: { merge: id } });
    toast({ tone: 'ok', text: text.undone(there.name) });
    await navigate(`/organisations/view/${there.id}`);
  };
  return (
    <>
      <Diff
        fields={fields.map(({ field, ...values }) => ({ key: field, label: words.fields[field] ?? field, ...values }))}
        sides={[text.here(here.name), text.there(there.name)]}
        choices={choices}
        onChoose={(key, choice) => setChoices((now) => ({ ...now, [key]: choice }))}
      />
      <ul className="m-0">
        {relations.map(({ label, moves, folds }) => (
          <li key={label}>{text.relation(label, moves, folds)}</li>
        ))}
        {relations.length === 0 && blockedBy.length === 0 ? <li>{text.nothing}</li> : null}
      </ul>
      {blockedBy.map((reason) => (
        <p key={reason} className="notice-strip m-0" data-tone="attention" role="status">
          {reason}
        </p>
      ))}
      <div>
        <button
          type="button"
          className="btn btn-primary"
          disabled={busy || blockedBy.length > 0}
          onClick={() => void merge()}
        >
          {text.act(there.name, here.name)}
        </button>
      </div>
    </>
  );
}
