import { useEffect, useState } from 'react';
import { text } from '../../text/en.js';
import { Icon } from '../pieces/icon.js';
import type { IconName } from '../pieces/icons.js';
import { asProblem } from '../problem.js';
import { dismissToast, type ShownToast, toast, useToasts } from './toast.js';

/** The stack of toasts and the region that says them aloud. The frame draws it once. */
export function Toasts() {
  const toasts = useToasts();
  return (
    <section className="toasts" aria-label={text.toast.region} aria-live="polite" aria-relevant="additions">
      {toasts.map((one) => (
        <ToastCard key={one.id} toast={one} />
      ))}
    </section>
  );
}

const icons: Readonly<Record<ShownToast['tone'], IconName>> = {
  ok: 'check-circle',
  attention: 'exclamation-triangle',
  broken: 'x-circle',
  info: 'info-circle',
  unknown: 'info-circle',
};

function ToastCard({ toast: one }: { readonly toast: ShownToast }) {
  const [held, setHeld] = useState(false);
  const { id, undo, tone } = one;
  useEffect(() => {
    // what failed stays until it was read
    if (held || tone === 'broken') return;
    const timer = setTimeout(() => dismissToast(id), undo ? 10_000 : 5_000);
    return () => clearTimeout(timer);
  }, [held, tone, undo, id]);
  const takeBack = async () => {
    dismissToast(id);
    try {
      await undo?.();
    } catch (error) {
      const problem = asProblem(error);
      toast({ tone: 'broken', text: problem.detail ?? problem.title });
    }
  };
  return (
    <div
      className="toast-card"
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={icons[tone]} />
      <div className="toast-text">
        <span>{one.text}</span>
        {one.detail ? (
          <details>
            <summary>{text.record.details}</summary>
            {one.detail}
          </details>
        ) : null}
      </div>
      {undo ? (
        <button type="button" className="btn btn-plain btn-sm" onClick={() => void takeBack()}>
          {text.undo}
        </button>
      ) : null}
      <button
        type="button"
        className="btn btn-ghost btn-icon btn-sm"
        aria-label={text.toast.dismiss}
        onClick={() => dismissToast(id)}
      >
        <Icon name="x-lg" />
      </button>
    </div>
  );
}
