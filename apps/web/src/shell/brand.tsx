import { text } from '../text/en.js';

/** The mark and, where there is room, the name. */
export function Brand({ narrow }: { readonly narrow: boolean }) {
  return (
    <span className="brand-face">
      <svg viewBox="0 0 32 32" aria-hidden focusable="false" className="brand-mark">
        <path d="M16 9.5 9.5 20.5h13z" />
        <circle cx="16" cy="9" r="4" />
        <circle cx="8.5" cy="21.5" r="4" />
        <circle cx="23.5" cy="21.5" r="4" />
      </svg>
      {narrow ? null : <span>{text.app}</span>}
    </span>
  );
}
