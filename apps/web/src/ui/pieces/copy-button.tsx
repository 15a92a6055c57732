import { useEffect, useState } from 'react';
import { text as words } from '../../text/en.js';
import { announce } from '../feedback/announce.js';
import { Icon } from './icon.js';

/** Puts text on the clipboard; says whether it worked, as plain-http pages have no clipboard API. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The old way, for pages served over plain http from another host. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('readonly', '');
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

/** True for a moment after `copy` succeeded; the success is also said aloud. */
export function useCopied(): [copied: boolean, copy: (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) => {
    void copyText(text).then((done) => {
      setCopied(done);
      if (done) announce(words.copied);
    });
  };
  return [copied, copy];
}

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for its name: "Copy UUID". */
  readonly label: string;
}

/** A small button that copies. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [copied, copy] = useCopied();
  const name = copied ? words.copied : words.copyOf(label);
  return (
    <button
      type="button"
      className="btn btn-ghost btn-icon btn-sm copy"
      aria-label={name}
      title={name}
      onClick={() => copy(text)}
    >
      <Icon name={copied ? 'check-lg' : 'copy'} />
    </button>
  );
}
