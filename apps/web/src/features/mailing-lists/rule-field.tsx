import { type IndividualRule, mailingLists } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { isComplete } from '../../parts/rules/leaf-kinds.js';
import { RuleEditor } from '../../parts/rules/rule-editor.js';
import { usePreview } from '../../parts/rules/use-preview.js';
import { type FieldControl, ProblemNote } from '../../ui/index.js';
import { text } from './text.js';

interface RuleFieldProps {
  readonly control: FieldControl;
  /** The list that is changed; null for a new one. */
  readonly listId: number | null;
}

/** The rule of a list as a tree, with whom it finds beneath. */
export function RuleField({ control, listId }: RuleFieldProps) {
  const rule = control.value as IndividualRule;
  const { answer, problem, pending } = usePreview(rule, String(listId), (asked, signal) =>
    call(mailingLists.preview, {
      body: { rule: asked as IndividualRule, ...(listId === null ? {} : { list: String(listId) }) },
      signal,
    }),
  );
  return (
    <div className="d-flex flex-column gap-2">
      <RuleEditor
        id={control.id}
        subject="individual"
        value={rule}
        issues={control.issues}
        onChange={control.onChange}
      />
      <section className="surface rule-preview" aria-label={text.preview.title} aria-live="polite" aria-busy={pending}>
        {isComplete(rule) ? null : <p className="muted mb-0">{text.preview.incomplete}</p>}
        {problem ? (
          <ProblemNote problem={problem} />
        ) : answer ? (
          <>
            <p className="mb-0">
              <strong>{text.preview.matched(answer.matched)}</strong> {text.preview.change(answer.joins, answer.leaves)}
            </p>
            {answer.matched === 0 ? <p className="muted mb-0">{text.preview.nobody}</p> : null}
            <ul>
              {answer.firstMatched.map(({ id, name, email }) => (
                <li key={id}>
                  {name} <span className="muted">{email}</span>
                </li>
              ))}
              {answer.matched > answer.firstMatched.length ? (
                <li className="muted">{text.preview.more(answer.matched - answer.firstMatched.length)}</li>
              ) : null}
            </ul>
          </>
        ) : null}
      </section>
    </div>
  );
}
