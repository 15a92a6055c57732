import type { FormTemplate, MetaFieldInput, MetaFieldValue } from '@cerebrate/contract';
import { useCallback, useRef, useState } from 'react';
import { useRevalidator } from 'react-router';
import { ProblemError } from '../../api/index.js';
import { type ConflictWords, changesKept, conflictOf } from './conflict.js';
import { ConflictDialog, type ConflictEnd, type EditConflict } from './conflict-dialog.js';

interface Versioned {
  readonly version: number;
  readonly metaFields: readonly MetaFieldValue[];
}

interface CarefulSave<R, C> {
  readonly update: (changes: C, version: number, signal: AbortSignal) => Promise<R>;
  readonly read: (signal: AbortSignal) => Promise<R>;
  readonly words: (theirs: R) => ConflictWords;
}

/** Saves what was changed on `base`; when somebody else was faster, asks what to do with both before anything is lost. */
export function useCarefulSave<R extends Versioned, C extends { readonly metaFields?: MetaFieldInput | undefined }>(
  base: R,
  { update, read, words }: CarefulSave<R, C>,
) {
  const { revalidate } = useRevalidator();
  const [open, setOpen] = useState<{ readonly conflict: EditConflict; readonly end: (end: ConflictEnd) => void }>();
  const known = useRef(base);
  const ask = useCallback(
    (conflict: EditConflict) =>
      new Promise<ConflictEnd>((resolve) => {
        const end = (how: ConflictEnd) => {
          setOpen(undefined);
          resolve(how);
        };
        setOpen({ conflict, end });
      }),
    [],
  );
  const save = async (changes: C, signal: AbortSignal): Promise<R> => {
    try {
      return await update(changes, known.current.version, signal);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 412) throw error;
      const theirs = await read(signal);
      const conflict = conflictOf(known.current, theirs, changes, words(theirs));
      const end = await ask(conflict);
      if (end.act === 'overwrite') {
        known.current = theirs;
        return save(changesKept(changes, conflict, end.mine), signal);
      }
      if (end.act === 'load') await revalidate();
      throw error;
    }
  };
  return { save, dialog: open ? <ConflictDialog conflict={open.conflict} onEnd={open.end} /> : null };
}

/** What a meta-field of these templates is called. */
export const fieldNameIn =
  (templates: readonly FormTemplate[]) =>
  (fieldId: number): string =>
    templates.flatMap((template) => template.fields).find((field) => field.id === fieldId)?.field ?? '';
