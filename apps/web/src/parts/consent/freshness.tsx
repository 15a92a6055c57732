import { type Freshness, freshness, type PublicKind } from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import { call } from '../../api/index.js';
import { ActionButton, asProblem, Badge, RelativeTime, toast } from '../../ui/index.js';
import { text } from './text.js';

interface FreshnessNoteProps {
  readonly kind: PublicKind;
  readonly id: number;
}

/** When somebody last said that the record is right, and the button to say it again. */
export function FreshnessNote({ kind, id }: FreshnessNoteProps) {
  const [state, setState] = useState<Freshness>();
  useEffect(() => {
    const control = new AbortController();
    // without an answer nothing is claimed
    call(freshness.get, { params: { kind, ref: String(id) }, signal: control.signal }).then(setState, () => undefined);
    return () => control.abort();
  }, [kind, id]);
  if (!state) return null;
  const confirm = async () => {
    try {
      setState(await call(freshness.confirm, { params: { kind, ref: String(id) } }));
      toast({ tone: 'ok', text: text.fresh.confirmed });
    } catch (error) {
      toast({ tone: 'broken', text: asProblem(error).detail ?? asProblem(error).title });
    }
  };
  return (
    <div className="freshness-note">
      {state.isStale ? (
        <Badge tone="attention" icon="exclamation-triangle">
          {text.fresh.stale(state.months)}
        </Badge>
      ) : null}
      <p className="muted mb-2">
        {state.confirmedAt ? (
          <>
            <RelativeTime at={state.confirmedAt} /> {state.confirmedBy ? text.fresh.by(state.confirmedBy) : null}
          </>
        ) : (
          text.fresh.never
        )}
      </p>
      {state.mayConfirm ? (
        <ActionButton
          action={{ label: text.fresh.confirm, icon: 'check-lg', onSelect: () => void confirm() }}
          look="plain"
          small
        />
      ) : null}
    </div>
  );
}
