import { useInstance } from '../parts/instance/instance.js';
import { text } from '../text/en.js';

interface BrandProps {
  readonly narrow: boolean;
  /** What the instance is called; the program's name until it is known. */
  readonly name?: string | undefined;
}

/** The mark with the name of this instance, within the frame. */
export const NamedBrand = ({ narrow }: { readonly narrow: boolean }) => (
  <Brand narrow={narrow} name={useInstance()?.name} />
);

/** The mark and, where there is room, the name. */
export function Brand({ narrow, name = text.app }: BrandProps) {
  return (
    <span className="brand-face">
      <svg viewBox="0 0 32 32" aria-hidden focusable="false" className="brand-mark">
        <path d="M16 9.5 9.5 20.5h13z" />
        <circle cx="16" cy="9" r="4" />
        <circle cx="8.5" cy="21.5" r="4" />
        <circle cx="23.5" cy="21.5" r="4" />
      </svg>
      {narrow ? null : <span className="cut">{name}</span>}
    </span>
  );
}
