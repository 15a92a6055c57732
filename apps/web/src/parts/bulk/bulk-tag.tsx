import { useState } from 'react';
import { type Choice, Modal, TagPicker, toast } from '../../ui/index.js';
import { tellFailure } from '../identity/index.js';
import { searchTags } from '../tags/search-tags.js';
import './bulk.scss';
import { tellRefusals } from './bulk-delete.js';
import type { BulkNoun } from './bulk-noun.js';
import { text } from './text.js';

interface BulkTagProps {
  readonly noun: BulkNoun;
  readonly ids: readonly number[];
  readonly onClose: () => void;
  /** After tags were put on or taken off. */
  readonly onDone: () => void;
}

/** A tag that does not exist yet is made when it is put on. */
const newTag = (name: string): Promise<Choice> => Promise.resolve({ value: name, label: name });

/** Puts tags on many records and takes others off. */
export function BulkTag({ noun, ids, onClose, onDone }: BulkTagProps) {
  const [add, setAdd] = useState<readonly string[]>([]);
  const [remove, setRemove] = useState<readonly string[]>([]);
  const [pending, setPending] = useState(false);
  const isReady = add.length + remove.length > 0 && !pending;
  const apply = async () => {
    setPending(true);
    try {
      const { done, refused } = await noun.tag([...ids], [...add], [...remove]);
      tellRefusals(noun, refused);
      if (done > 0) toast({ tone: 'ok', text: text.tagged(noun.count(done)) });
      onDone();
      onClose();
    } catch (error) {
      tellFailure(error);
    } finally {
      setPending(false);
    }
  };
  const foot = (
    <>
      <button type="button" className="btn btn-plain" onClick={onClose}>
        {text.cancel}
      </button>
      <button type="submit" form="bulk-tag" className="btn btn-primary" disabled={!isReady}>
        {text.apply}
      </button>
    </>
  );
  return (
    <Modal title={text.tag(noun.count(ids.length))} show onClose={onClose} foot={foot}>
      <form
        id="bulk-tag"
        className="bulk-tag d-flex flex-column gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void apply();
        }}
      >
        <Picked id="bulk-tag-add" label={text.addTags} values={add} onChange={setAdd} create={newTag} autoFocus />
        <Picked id="bulk-tag-remove" label={text.removeTags} values={remove} onChange={setRemove} />
      </form>
    </Modal>
  );
}

interface PickedProps {
  readonly id: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  readonly create?: (name: string) => Promise<Choice>;
  readonly autoFocus?: boolean;
}

function Picked({ id, label, values, onChange, create, autoFocus }: PickedProps) {
  return (
    <div>
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      <TagPicker
        id={id}
        label={label}
        values={values}
        source={searchTags}
        create={create}
        onChange={(next) => onChange(next)}
        autoFocus={autoFocus}
      />
    </div>
  );
}
