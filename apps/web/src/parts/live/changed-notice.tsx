import { useEffect, useState } from 'react';
import { useRevalidator } from 'react-router';
import { onLive } from '../../api/index.js';

const words = (count: number, isMany: boolean): string =>
  isMany ? 'Many changes' : count === 1 ? '1 change' : `${count} changes`;

/**
 * Says above a list that records of its noun changed since it was loaded, and loads it anew when asked. The list never
 * moves by itself under the reader's hands. Renders nothing while nothing changed.
 */
export function ChangedNotice({ noun }: { readonly noun: 'organisation' | 'individual' }) {
  const [changed, setChanged] = useState({ count: 0, isMany: false });
  const { revalidate } = useRevalidator();
  useEffect(
    () =>
      onLive('changed', (told) => {
        if (told.noun === noun)
          setChanged((now) => ({ count: now.count + told.count, isMany: now.isMany || told.isMany }));
      }),
    [noun],
  );
  if (changed.count === 0) return null;
  const reload = () => {
    setChanged({ count: 0, isMany: false });
    void revalidate();
  };
  return (
    <p className="notice-strip" data-tone="info" role="status">
      {words(changed.count, changed.isMany)}{' '}
      <button type="button" className="btn btn-plain btn-sm" onClick={reload}>
        Reload
      </button>
    </p>
  );
}
