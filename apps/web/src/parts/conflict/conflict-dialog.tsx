import { useState } from 'react';
import { Diff, type DiffChoice, type DiffField, Modal } from '../../ui/index.js';
import { text } from './text.js';

/** Two people changed the same record: what each wants, field by field. */
export interface EditConflict {
  readonly name: string;
  /** Fields both sides changed, mine on the left. */
  readonly fields: readonly DiffField[];
  /** Labels of what only the other side changed. */
  readonly theirsOnly: readonly string[];
}

/** How it ends: my values of these fields are saved over theirs, theirs are loaded, or editing goes on. */
export type ConflictEnd =
  | { readonly act: 'overwrite'; readonly mine: readonly string[] }
  | { readonly act: 'load' }
  | { readonly act: 'cancel' };

interface ConflictDialogProps {
  readonly conflict: EditConflict;
  readonly onEnd: (end: ConflictEnd) => void;
}

/** Shows my values beside theirs and asks which to keep, before anything of theirs is lost. */
export function ConflictDialog({ conflict, onEnd }: ConflictDialogProps) {
  const { name, fields, theirsOnly } = conflict;
  const [choices, setChoices] = useState<Readonly<Record<string, DiffChoice>>>(() =>
    Object.fromEntries(fields.map((field) => [field.key, 'here'])),
  );
  const overwrite = () =>
    onEnd({
      act: 'overwrite',
      mine: fields.filter((field) => choices[field.key] === 'here').map((field) => field.key),
    });
  const foot = (
    <>
      <button type="button" className="btn btn-ghost" onClick={() => onEnd({ act: 'cancel' })}>
        {text.cancel}
      </button>
      <span className="flex-grow-1" />
      <button type="button" className="btn btn-plain" onClick={() => onEnd({ act: 'load' })}>
        {text.load}
      </button>
      <button type="button" className="btn btn-primary" onClick={overwrite}>
        {fields.length > 0 ? text.overwrite : text.merge}
      </button>
    </>
  );
  return (
    <Modal title={text.title(name)} show wide onClose={() => onEnd({ act: 'cancel' })} foot={foot}>
      <p>{fields.length > 0 ? text.lead : text.alsoLead}</p>
      {fields.length > 0 ? (
        <Diff
          fields={fields}
          sides={[text.mine, text.theirs]}
          choices={choices}
          onChoose={(key, choice) => setChoices((now) => ({ ...now, [key]: choice }))}
        />
      ) : null}
      {theirsOnly.length > 0 ? <p className="muted mb-0 mt-3">{text.also(theirsOnly)}</p> : null}
    </Modal>
  );
}
