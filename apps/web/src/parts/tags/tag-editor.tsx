// <TagEditor tags={record.tags} mayEdit={…} link={(name) => '/organisations/index?tag=…'} onChange={(change) => call(…)} />
// `onChange` gets `{ add: [names], remove: [names] }`, saves it and loads the record anew; what it throws is told here.
import { useRef, useState } from 'react';
import { asProblem, Chips, type Choice, Icon, SearchSelect, TagChip, toast } from '../../ui/index.js';
import { searchTags } from './search-tags.js';
import './tags.scss';
import { text } from './text.js';

/** Names of tags to put on a record and to take off it. */
export interface TagEdit {
  readonly add: string[];
  readonly remove: string[];
}

interface TagEditorProps {
  /** The tags the record carries. */
  readonly tags: readonly { readonly id: number; readonly name: string; readonly colour: string }[];
  readonly mayEdit: boolean;
  /** Whether a name that is no tag yet may become one; true unless said otherwise. The API has the last word. */
  readonly mayCreate?: boolean;
  /** Where a click on a tag leads: usually the list filtered by it. */
  readonly link: (name: string) => string;
  readonly onChange: (edit: TagEdit) => Promise<unknown>;
}

/** A tag that does not exist yet is made when it is put on. */
const newTag = (name: string): Promise<Choice> => Promise.resolve({ value: name, label: name });

/** The tags of a record, changed in place; a removal can be taken back from its toast (FEATURES TAG-02). */
export function TagEditor({ tags, mayEdit, mayCreate = true, link, onChange }: TagEditorProps) {
  const [adding, setAdding] = useState(false);
  const [pending, setPending] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const save = async (edit: TagEdit): Promise<boolean> => {
    setPending(true);
    try {
      await onChange(edit);
      return true;
    } catch (error) {
      const problem = asProblem(error);
      toast({ tone: 'broken', text: text.failed, detail: problem.detail ?? problem.title });
      return false;
    } finally {
      setPending(false);
    }
  };
  const remove = async (name: string) => {
    if (!(await save({ add: [], remove: [name] }))) return;
    toast({ tone: 'ok', text: text.removed(name), undo: () => save({ add: [name], remove: [] }) });
    button.current?.focus();
  };
  const add = (name: string) =>
    void (tags.some((tag) => tag.name.toLowerCase() === name.toLowerCase()) || save({ add: [name], remove: [] }));
  return (
    <Chips>
      {tags.map((tag) => (
        <TagChip
          key={tag.id}
          name={tag.name}
          colour={tag.colour}
          to={link(tag.name)}
          {...(mayEdit && !pending ? { onRemove: () => void remove(tag.name) } : {})}
        />
      ))}
      {mayEdit && adding ? <Adder mayCreate={mayCreate} onAdd={add} onClose={() => setAdding(false)} /> : null}
      {mayEdit && !adding ? (
        <button
          ref={button}
          type="button"
          className="btn btn-ghost btn-sm"
          onClick={() => setAdding(true)}
          disabled={pending}
        >
          <Icon name="plus-lg" /> {tags.length === 0 ? text.addFirst : text.add}
        </button>
      ) : null}
    </Chips>
  );
}

interface AdderProps {
  readonly mayCreate: boolean;
  readonly onAdd: (name: string) => void;
  readonly onClose: () => void;
}

/** The search for a tag, in the row of tags; it stays for the next one. */
function Adder({ mayCreate, onAdd, onClose }: AdderProps) {
  return (
    <span className="tag-adder">
      <SearchSelect
        label={text.pick}
        value={null}
        source={searchTags}
        placeholder={text.placeholder}
        autoFocus
        {...(mayCreate ? { create: newTag } : {})}
        onChange={(name) => name !== null && onAdd(name)}
      />
      <button
        type="button"
        className="btn btn-ghost btn-icon btn-sm"
        aria-label={text.done}
        title={text.done}
        onClick={onClose}
      >
        <Icon name="check-lg" />
      </button>
    </span>
  );
}
