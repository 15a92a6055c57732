import { type BlueprintPreview, sharingGroupBlueprints as endpoints, type OrganisationRule } from '@cerebrate/contract';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { isComplete } from '../../parts/rules/leaf-kinds.js';
import { usePreview } from '../../parts/rules/use-preview.js';
import { ProblemNote } from '../../ui/index.js';
import { text } from './text.js';

interface LivePreviewProps {
  readonly rules: OrganisationRule;
  /** The group that is made; null while there is none. */
  readonly sharingGroup: number | null;
}

/** What the rules find while they are edited. */
export function LivePreview({ rules, sharingGroup }: LivePreviewProps) {
  const { answer, problem, pending } = usePreview(rules, String(sharingGroup), (rule, signal) =>
    call(endpoints.preview, {
      body: { rules: rule as OrganisationRule, sharingGroup: sharingGroup === null ? null : String(sharingGroup) },
      signal,
    }),
  );
  return (
    <section className="surface rule-preview" aria-label={text.preview.title} aria-live="polite" aria-busy={pending}>
      {isComplete(rules) ? null : <p className="muted mb-0">{text.preview.incomplete}</p>}
      {problem ? <ProblemNote problem={problem} /> : answer ? <PreviewWords preview={answer} /> : null}
    </section>
  );
}

/** Who would join and leave, counted and by name. */
export function PreviewWords({ preview }: { readonly preview: BlueprintPreview }) {
  return (
    <>
      <p className="mb-0">
        <strong>{text.preview.matched(preview.matched)}</strong>{' '}
        {text.preview.change(preview.joins, preview.leaves, preview.kept)}
      </p>
      {preview.matched === 0 ? <p className="muted mb-0">{text.preview.nobody}</p> : null}
      <Names title={text.preview.joining} rows={preview.firstJoining} count={preview.joins} />
      <Names title={text.preview.leaving} rows={preview.firstLeaving} count={preview.leaves} />
    </>
  );
}

function Names({
  title,
  rows,
  count,
}: {
  readonly title: string;
  readonly rows: BlueprintPreview['firstJoining'];
  readonly count: number;
}) {
  if (rows.length === 0) return null;
  return (
    <div>
      <h3 className="h6 mb-1">{title}</h3>
      <ul>
        {rows.map(({ id, name, country }) => (
          <li key={id}>
            <Link to={`/organisations/view/${id}`}>{name}</Link>{' '}
            {country ? <span className="muted">{country}</span> : null}
          </li>
        ))}
        {count > rows.length ? <li className="muted">{text.preview.more(count - rows.length)}</li> : null}
      </ul>
    </div>
  );
}
