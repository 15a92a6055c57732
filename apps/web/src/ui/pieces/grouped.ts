/** Items by a name, groups in the order of their first item, items in theirs. */
export function grouped<Item>(items: readonly Item[], nameOf: (item: Item) => string): [name: string, items: Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups];
}

/** What makes an element a named group; nothing for a group without a name. */
export const namedGroup = (name: string): { role?: 'group'; 'aria-label'?: string } =>
  name === '' ? {} : { role: 'group', 'aria-label': name };
