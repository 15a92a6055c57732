import { useState } from 'react';
import { type Choice, DialogFoot, LabelledPicker, Modal, toast } from '../../ui/index.js';
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
  const foot = <DialogFoot form="bulk-tag" act={text.apply} isReady={isReady} onClose={onClose} />;
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
        <LabelledPicker
          label={text.addTags}
          values={add}
          source={searchTags}
          onChange={setAdd}
          create={newTag}
          autoFocus
        />
        <LabelledPicker label={text.removeTags} values={remove} source={searchTags} onChange={setRemove} />
      </form>
    </Modal>
  );
}
