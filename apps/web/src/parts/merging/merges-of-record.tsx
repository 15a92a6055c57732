import type { Merge } from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { confirm, RelativeTime, toast } from '../../ui/index.js';
import { tellFailure } from '../identity/index.js';
import { mergeText as text } from './text.js';
import type { MergeWay } from './ways.js';

interface MergesOfRecordProps {
  readonly way: MergeWay;
  readonly id: number;
}

/** The records merged into this one, above its history; each can be taken apart again while nothing moved on. */
export function MergesOfRecord({ way, id }: MergesOfRecordProps) {
  const [merges, setMerges] = useState<readonly Merge[]>([]);
  const navigate = useNavigate();
  useEffect(() => {
    const control = new AbortController();
    // without an answer nothing is offered
    way.into(id, control.signal).then(
      ({ items }) => setMerges(items),
      () => undefined,
    );
    return () => control.abort();
  }, [way, id]);
  if (merges.length === 0) return null;
  const undo = async ({ id: merge, merged }: Merge) => {
    const title = text.undoTitle(merged.name);
    if (!(await confirm({ title, body: text.undoBody, act: text.undo }))) return;
    try {
      await way.undo(id, merge);
      toast({ tone: 'ok', text: text.undone(merged.name) });
      await navigate(way.page(merged.id));
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <section aria-label={text.merged} className="mb-3">
      <h2 className="h6">{text.merged}</h2>
      <ul className="list-unstyled d-grid gap-2 m-0">
        {merges.map((one) => (
          <li key={one.id} className="d-flex flex-wrap align-items-center gap-2">
            <span>{one.merged.name}</span>
            <span className="muted">
              <RelativeTime at={one.at} /> {text.by(one.by)}
            </span>
            {one.undoneAt === null ? (
              <button type="button" className="btn btn-plain btn-sm" onClick={() => void undo(one)}>
                {text.undo}
              </button>
            ) : (
              <span className="muted">
                {text.isUndone} <RelativeTime at={one.undoneAt} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
