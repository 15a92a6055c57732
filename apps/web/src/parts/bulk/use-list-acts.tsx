import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useRevalidator } from 'react-router';
import { may } from '../../api/index.js';
import type { Action, Chosen } from '../../ui/index.js';
import { mergeText } from '../merging/text.js';
import type { MergeWay } from '../merging/ways.js';
import { deleteMany } from './bulk-delete.js';
import type { BulkNoun } from './bulk-noun.js';
import { BulkTag } from './bulk-tag.js';
import { text } from './text.js';

/** The most records one bulk call takes. */
const mostAtOnce = 500;

interface Row {
  readonly id: number;
  readonly mayChange: boolean;
}

/** What a list needs to know of its noun to offer all acts on one row and on many. */
export interface ListNoun<R extends Row> {
  readonly many: BulkNoun;
  /** As permissions name it. */
  readonly resource: 'organisation' | 'individual';
  /** What its addresses begin with. */
  readonly at: '/organisations' | '/individuals';
  readonly merge: MergeWay;
  readonly remove: (row: R, changed: () => void) => void;
}

/** The acts of a list, and the dialog one of them opened. */
export interface ListActs<R extends Row> {
  /** Counts the changes made from here, for what stands beside the list. */
  readonly stamp: number;
  readonly rowActions: (row: R) => Action[];
  /** Absent for those who have none: then rows cannot be selected. */
  readonly bulk: ((chosen: Chosen<R>) => Action[]) | undefined;
  readonly dialog: ReactNode;
}

/** View, edit and delete one; edit, merge, tag and delete many (FEATURES ORG-08, IND-07, IDX-07). */
export function useListActs<R extends Row>(noun: ListNoun<R>): ListActs<R> {
  const { revalidate } = useRevalidator();
  const [stamp, setStamp] = useState(0);
  const [tagging, setTagging] = useState<readonly number[]>();
  const changed = useCallback(() => {
    setStamp((now) => now + 1);
    void revalidate();
  }, [revalidate]);
  const rowActions = useCallback((row: R) => rowActs(noun, row, changed), [noun, changed]);
  const bulk = useMemo(() => bulkActs(noun, setTagging, changed), [noun, changed]);
  const dialog = tagging ? (
    <BulkTag noun={noun.many} ids={tagging} onClose={() => setTagging(undefined)} onDone={changed} />
  ) : null;
  return { stamp, rowActions, bulk, dialog };
}

function rowActs<R extends Row>({ resource, at, remove }: ListNoun<R>, row: R, changed: () => void): Action[] {
  const drop = () => remove(row, changed);
  return [
    { label: text.acts.view, icon: 'eye', to: `${at}/view/${row.id}`, menu: true },
    ...(row.mayChange && may(`${resource}:update`)
      ? [{ label: text.acts.edit, icon: 'pencil', to: `${at}/edit/${row.id}`, modal: true, hotkey: 'e' } as const]
      : []),
    ...(row.mayChange && may(`${resource}:delete`)
      ? [{ label: text.acts.remove, icon: 'trash', tone: 'danger', onSelect: drop, menu: true } as const]
      : []),
  ];
}

function bulkActs<R extends Row>(
  { many, resource, at, merge }: ListNoun<R>,
  tag: (ids: readonly number[]) => void,
  changed: () => void,
) {
  const [mayTag, mayDelete, mayEdit] = [may('tag:assign'), may(`${resource}:delete`), may(`${resource}:update`)];
  if (!mayTag && !mayDelete && !mayEdit) return undefined;
  return (chosen: Chosen<R>): Action[] => {
    const ids = chosen.keys.map(Number);
    const unavailable = ids.length > mostAtOnce ? text.tooMany(many.count(mostAtOnce)) : undefined;
    const remove = async () => {
      if (!(await deleteMany(many, ids, changed))) return;
      chosen.clear();
      changed();
    };
    const edit = `${at}/bulk-edit?ids=${ids.join(',')}`;
    const pair = {
      label: mergeText.bulk,
      icon: 'collection',
      to: merge.mergePage(ids[0] ?? 0, ids[1] ?? 0),
      unavailable: ids.length === 2 ? undefined : mergeText.bulkTwo,
    } as const;
    const drop = { label: text.acts.dots.remove, icon: 'trash', tone: 'danger', unavailable } as const;
    return [
      ...(mayEdit ? [{ label: text.acts.dots.edit, icon: 'pencil', to: edit, modal: true, unavailable } as const] : []),
      ...(mayDelete ? [pair] : []),
      ...(mayTag ? [{ label: text.acts.dots.tag, icon: 'tag', onSelect: () => tag(ids), unavailable } as const] : []),
      ...(mayDelete ? [{ ...drop, onSelect: () => void remove() }] : []),
    ];
  };
}
