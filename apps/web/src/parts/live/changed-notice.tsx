import type { LiveNoun } from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import { useRevalidator } from 'react-router';
import { onLive } from '../../api/index.js';

const words = (count: number, isMany: boolean): string =>
  isMany ? 'Many changes' : count === 1 ? '1 change' : `${count} changes`;

/**
 * Says above a list that records of its noun changed since it was loaded, and loads it anew when asked. The list never
 * moves by itself under the reader's hands. Renders nothing while nothing changed.
 */
export function ChangedNotice({ noun }: { readonly noun: LiveNoun }) {
  const [changed, setChanged] = useState({ count: 0, isMany: false });
  useEffect(
    () =>
      onLive('changed', (told) => {
        if (told.noun === noun)
          setChanged((now) => ({ count: now.count + told.count, isMany: now.isMany || told.isMany }));
      }),
    [noun],
  );
  if (changed.count === 0) return null;
  return (
    <Notice text={words(changed.count, changed.isMany)} onReload={() => setChanged({ count: 0, isMany: false })} />
  );
}

interface RecordProps {
  readonly noun: LiveNoun;
  readonly id: number;
  /** The version shown: what is not newer is no news, so that nobody is told of their own change. */
  readonly version: number;
}

/** Says above a record that somebody changed it since it was loaded, and loads it anew when asked. */
export function RecordChangedNotice({ noun, id, version }: RecordProps) {
  const [newest, setNewest] = useState(0);
  useEffect(
    () =>
      onLive('changed', (told) => {
        const own = told.noun === noun ? told.records.find((record) => record.id === id) : undefined;
        if (own) setNewest((now) => Math.max(now, own.version));
      }),
    [noun, id],
  );
  if (newest <= version) return null;
  return <Notice text="Somebody changed this record" />;
}

/**
 * Loads the page anew whenever a record of the noun changes, or the one of that number: for what moves by itself, such
 * as an import at work.
 */
export function useLiveReload(noun: LiveNoun, id?: number): void {
  const { revalidate } = useRevalidator();
  useEffect(
    () =>
      onLive('changed', (told) => {
        const isMeant = id === undefined || told.isMany || told.records.some((record) => record.id === id);
        if (told.noun === noun && isMeant) void revalidate();
      }),
    [noun, id, revalidate],
  );
}

function Notice({ text, onReload }: { readonly text: string; readonly onReload?: () => void }) {
  const { revalidate } = useRevalidator();
  const reload = () => {
    onReload?.();
    void revalidate();
  };
  return (
    <p className="notice-strip" data-tone="info" role="status">
      {text}{' '}
      <button type="button" className="btn btn-plain btn-sm" onClick={reload}>
        Reload
      </button>
    </p>
  );
}
