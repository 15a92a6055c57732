import { type Bookmark, NewBookmark } from '@cerebrate/contract';
import { FormFor, Modal } from '../../ui/index.js';
import { changeBookmark, saveBookmark } from './bookmarks.js';
import { text } from './text.js';

interface BookmarkFormProps {
  /** The one to change; absent: a new one. */
  readonly bookmark?: Bookmark | undefined;
  readonly show: boolean;
  readonly onClose: () => void;
}

/** The dialog that keeps a bookmark by its address, or changes one. */
export function BookmarkForm({ bookmark, show, onClose }: BookmarkFormProps) {
  const title = bookmark ? text.change : text.add;
  const { label = '', name = '', url = '' } = bookmark ?? {};
  return (
    <Modal title={title} show={show} onClose={onClose}>
      <FormFor
        schema={NewBookmark}
        values={{ label, name, url }}
        fields={[
          { name: 'label', label: text.label, input: 'text' },
          { name: 'name', label: text.about, input: 'text', help: text.aboutHelp },
          { name: 'url', label: text.address, input: 'text', help: text.addressHelp },
        ]}
        submit={title}
        onSave={async (values) => {
          await (bookmark ? changeBookmark(bookmark.url, values) : saveBookmark(values));
          onClose();
          return values;
        }}
        onSaved={() => ({ toast: bookmark ? text.changed : text.kept })}
      />
    </Modal>
  );
}
