/** The words of bookmarks. */
export const text = {
  title: 'Bookmarks',
  star: 'Bookmark of this page',
  keep: 'Keep this page as a bookmark',
  forget: 'Forget the bookmark of this page',
  kept: 'Bookmark kept. It stands on the first page and in the side-bar.',
  forgotten: 'Bookmark forgotten.',
  none: 'No bookmarks yet. The star at the top of a page keeps it here.',
  remove: (label: string) => `Forget the bookmark ${label}`,
  add: 'Add bookmark',
  change: 'Change bookmark',
  changed: 'Bookmark changed.',
  label: 'Label',
  about: 'What it is',
  aboutHelp: 'Shown when the pointer rests on it.',
  address: 'Address',
  addressHelp:
    'A path of this instance, such as /organisations/index, or an address on a domain the administrator listed.',
};
