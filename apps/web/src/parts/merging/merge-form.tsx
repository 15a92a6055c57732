import type { Merge, MergePreview } from '@cerebrate/contract';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Diff, type DiffChoice, FormPage, SearchSelect, toast } from '../../ui/index.js';
import { tellFailure } from '../identity/index.js';
import { mergeText as text } from './text.js';
import type { MergeWay } from './ways.js';

interface MergeFormProps {
  readonly way: MergeWay;
  readonly id: number;
  readonly name: string;
  readonly preview: MergePreview | null;
  /** What the fields are called. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Makes one record of two: the other is chosen, then which value stays, field by field. `?other=` names it. */
export function MergeForm({ way, id, name, preview, labels }: MergeFormProps) {
  const [, setSearch] = useSearchParams();
  const navigate = useNavigate();
  return (
    <FormPage title={text.title(name)}>
      <div className="form-body d-grid gap-3">
        <SearchSelect
          label={text.other}
          placeholder={text.other}
          value={preview ? String(preview.there.id) : null}
          {...(preview ? { chosen: { value: String(preview.there.id), label: preview.there.name } } : {})}
          source={way.source}
          onChange={(value) => setSearch(value && value !== String(id) ? { other: value } : {}, { replace: true })}
        />
        {preview ? (
          <>
            <div>
              <button
                type="button"
                className="btn btn-plain btn-sm"
                onClick={() => void navigate(way.mergePage(preview.there.id, id), { replace: true })}
              >
                {text.swap}
              </button>
            </div>
            <Decision key={`${id} ${preview.there.id}`} way={way} preview={preview} labels={labels} />
          </>
        ) : (
          <p className="muted m-0">{text.lead}</p>
        )}
      </div>
    </FormPage>
  );
}

interface DecisionProps {
  readonly way: MergeWay;
  readonly preview: MergePreview;
  readonly labels: Readonly<Record<string, string>>;
}

function Decision({ way, preview, labels }: DecisionProps) {
  const { here, there, fields, relations, blockedBy } = preview;
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [choices, setChoices] = useState<Readonly<Record<string, DiffChoice>>>(() =>
    Object.fromEntries(fields.map((one) => [one.field, one.here === null && one.there !== null ? 'there' : 'here'])),
  );
  const take = fields.flatMap(({ field }) => (choices[field] === 'there' ? [field] : []));
  const merge = async () => {
    setBusy(true);
    try {
      const done = await way.merge(here.id, there.id, take);
      toast({ tone: 'ok', text: text.done(there.name, here.name), undo: () => takeBack(done) });
      await navigate(way.page(here.id));
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const takeBack = async ({ id }: Merge) => {
    await way.undo(here.id, id);
    toast({ tone: 'ok', text: text.undone(there.name) });
    await navigate(way.page(there.id));
  };
  return (
    <>
      <Diff
        fields={fields.map(({ field, ...values }) => ({ key: field, label: labels[field] ?? field, ...values }))}
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
