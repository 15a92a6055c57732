import { type AnonymisationPreview, AnonymisationRequest, anonymisation } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { confirm, FormFor, FormPage } from '../../ui/index.js';
import { text } from './text.js';

const words = text.anonymise;

/** What anonymising the person of the address would erase. @throws ProblemError */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  return call(anonymisation.preview, { params: { ref: params['ref'] ?? '' }, signal });
}

/** Erases what is known of a person, after showing what goes and that there is no way back (decision 060). */
export function Component() {
  const preview = useLoaderData<typeof loader>();
  return (
    <FormPage title={words.title(preview.name)}>
      <div className="form-body d-grid gap-3">
        <p className="notice-strip m-0" data-tone="attention">
          {words.noUndo}
        </p>
        <Consequences preview={preview} />
        {preview.blockedBy.length === 0 ? <Reason preview={preview} /> : null}
      </div>
    </FormPage>
  );
}

function Consequences({ preview }: { readonly preview: AnonymisationPreview }) {
  const { blockedBy, goes, stays, elsewhere, becomes, isDeleted } = preview;
  if (blockedBy.length > 0)
    return (
      <ul className="m-0">
        {blockedBy.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    );
  return (
    <>
      {isDeleted ? <p className="m-0">{words.deleted}</p> : null}
      <Counts title={words.goes} counts={[{ label: words.own, count: null }, ...goes]} />
      <Counts title={words.stays} counts={[{ label: words.record(becomes), count: null }, ...stays]} />
      {elsewhere.length > 0 ? (
        <section>
          <h2 className="h6">{words.elsewhere}</h2>
          <ul className="m-0">
            {elsewhere.map(({ kind, id, name, says }) => (
              <li key={`${kind} ${id} ${says}`}>
                <Link to={kind === 'organisation' ? `/organisations/view/${id}` : `/individuals/view/${id}`}>
                  {name}
                </Link>
                : {says}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

interface CountsProps {
  readonly title: string;
  readonly counts: readonly { readonly label: string; readonly count: number | null }[];
}

function Counts({ title, counts }: CountsProps) {
  return (
    <section>
      <h2 className="h6">{title}</h2>
      <ul className="m-0">
        {counts.map(({ label, count }) => (
          <li key={label}>{count === null ? label : words.count(count, label)}</li>
        ))}
      </ul>
    </section>
  );
}

function Reason({ preview }: { readonly preview: AnonymisationPreview }) {
  const params = { ref: String(preview.id) };
  return (
    <FormFor
      schema={AnonymisationRequest}
      values={{ reason: '' }}
      fields={[{ name: 'reason', label: words.reason, input: 'text', help: words.reasonHelp, required: true }]}
      submit={words.act}
      back={preview.isDeleted ? '/individuals/index' : `/individuals/view/${preview.id}`}
      issuePrefix={['body']}
      onSave={async (body, signal) => {
        const sure = await confirm({
          title: words.title(preview.name),
          body: words.noUndo,
          act: words.act,
          tone: 'danger',
        });
        if (!sure) throw new DOMException(words.stopped, 'AbortError');
        return call(anonymisation.anonymise, { params, body, ifMatch: preview.version, signal });
      }}
      onSaved={({ name }) => ({
        to: preview.isDeleted ? '/individuals/index' : `/individuals/view/${preview.id}`,
        toast: words.done(name),
      })}
    />
  );
}
