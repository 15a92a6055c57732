import { type MetaFieldDefinition, MetaFieldDefinition as MetaFieldSchema } from '@cerebrate/contract';
import { type DragEvent, type KeyboardEvent, useId, useState } from 'react';
import { MetaFieldsEditor } from '../../parts/meta-fields/meta-fields-editor.js';
import { announce, type FieldControl, Icon, useRested } from '../../ui/index.js';
import { blankField, type DraftField, definitionOfDraft, draftsOf, duplicated, previewOf, reordered } from './draft.js';
import { FieldEditor } from './field-editor.js';
import { life } from './life-text.js';
import './editor.scss';

const words = life.editor;

interface FieldsEditorProps {
  readonly control: FieldControl;
  readonly uuid: string;
}

/** The drafts of the fields; what is told to the form is their definitions. */
function useDrafts(control: FieldControl) {
  const [drafts, setDrafts] = useState<readonly DraftField[]>(() => {
    const given = draftsOf((control.value ?? []) as MetaFieldDefinition[]);
    return given.length > 0 ? given : [blankField()];
  });
  const set = (next: readonly DraftField[]) => {
    setDrafts(next);
    control.onChange(next.map(definitionOfDraft));
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= drafts.length || from === to) return;
    const next = reordered(drafts, from, to);
    set(next);
    const name = next[to]?.field || words.unnamed(to + 1);
    announce(words.movedTo(name, to + 1, next.length));
    requestAnimationFrame(() => document.getElementById(handleId(control.id, next[to]?.key ?? ''))?.focus());
  };
  return { drafts, set, move };
}

/** The fields of a template in order, written beside the form they give (FEATURES MT-03). */
export function FieldsEditor({ control, uuid }: FieldsEditorProps) {
  const { drafts, set, move } = useDrafts(control);
  const [dragged, setDragged] = useState<number>();
  return (
    <div id={control.id} className="template-editor" role="group" aria-labelledby={`${control.id}-label`} tabIndex={-1}>
      <ol className="template-fields">
        {drafts.map((draft, at) => (
          <li
            key={draft.key}
            data-dragged={dragged === at || undefined}
            onDragOver={(event) => dragged !== undefined && event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== undefined) move(dragged, at);
              setDragged(undefined);
            }}
          >
            <FieldEditor
              draft={draft}
              id={at === 0 ? `${control.id}-0` : `${control.id}-${draft.key}`}
              faults={faultsOf(draft, control, at)}
              head={
                <Handle
                  id={handleId(control.id, draft.key)}
                  name={draft.field || words.unnamed(at + 1)}
                  at={at}
                  count={drafts.length}
                  onMove={(to) => move(at, to)}
                  onDrag={setDragged}
                />
              }
              onChange={(next) => set(drafts.map((one, place) => (place === at ? next : one)))}
              onDuplicate={() => set([...drafts.slice(0, at + 1), duplicated(draft), ...drafts.slice(at + 1)])}
              onRemove={drafts.length > 1 ? () => set(drafts.filter((_, place) => place !== at)) : undefined}
              place={at + 1}
            />
          </li>
        ))}
      </ol>
      <button type="button" className="btn btn-plain" onClick={() => set([...drafts, blankField()])}>
        <Icon name="plus-lg" /> {words.addField}
      </button>
      <Preview drafts={drafts} uuid={uuid} />
    </div>
  );
}

const handleId = (id: string, key: string): string => `${id}-handle-${key}`;

/** What is wrong with a field: what the server or the form's check said, by the setting it concerns. */
function faultsOf(draft: DraftField, control: FieldControl, at: number): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  const own = draft.field === '' && !control.invalid ? undefined : MetaFieldSchema.safeParse(definitionOfDraft(draft));
  for (const { path, message } of own?.error?.issues ?? []) faults.set(String(path[0] ?? 'field'), message);
  for (const { path, message } of control.issues)
    if (Number(path[0]) === at) faults.set(String(path[1] ?? 'field'), message);
  return faults;
}

interface HandleProps {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly count: number;
  readonly onMove: (to: number) => void;
  readonly onDrag: (at: number | undefined) => void;
}

/** Takes a field to another place: by drag, by arrow keys, or by the buttons beside it. */
function Handle({ id, name, at, count, onMove, onDrag }: HandleProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: count - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onMove(to);
  };
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', name);
    onDrag(at);
  };
  return (
    <span className="field-handle">
      <button
        id={id}
        type="button"
        className="btn btn-ghost btn-icon field-grip"
        aria-label={words.handle(name)}
        title={words.handle(name)}
        draggable
        onDragStart={onDragStart}
        onDragEnd={() => onDrag(undefined)}
        onKeyDown={onKeyDown}
      >
        <Icon name="list" />
      </button>
      <button
        type="button"
        className="btn btn-ghost btn-icon"
        aria-label={words.up(name)}
        title={words.up(name)}
        disabled={at === 0}
        onClick={() => onMove(at - 1)}
      >
        <Icon name="arrow-up" />
      </button>
      <button
        type="button"
        className="btn btn-ghost btn-icon"
        aria-label={words.down(name)}
        title={words.down(name)}
        disabled={at === count - 1}
        onClick={() => onMove(at + 1)}
      >
        <Icon name="arrow-down" />
      </button>
    </span>
  );
}

/** The form these fields give, to be tried; what is typed there goes nowhere. */
function Preview({ drafts, uuid }: { readonly drafts: readonly DraftField[]; readonly uuid: string }) {
  const id = useId();
  const rested = useRested(drafts, 300);
  const template = previewOf(rested, uuid);
  const control: FieldControl = {
    id: `${id}-preview`,
    name: 'preview',
    label: words.preview,
    value: [],
    invalid: false,
    describedBy: undefined,
    disabled: false,
    required: false,
    issues: [],
    onChange: () => undefined,
    onBlur: () => undefined,
  };
  return (
    <section className="template-preview surface" aria-labelledby={`${id}-preview-label`}>
      <h2 id={`${id}-preview-label`}>{words.preview}</h2>
      {template.fields.length === 0 ? (
        <p className="muted mb-0">{words.previewEmpty}</p>
      ) : (
        <MetaFieldsEditor control={control} templates={[{ ...template, name: words.preview }]} stored={[]} />
      )}
    </section>
  );
}
