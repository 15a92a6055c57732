import { useEffect, useState } from 'react';

type Flags = (code: string) => string | undefined;
let flags: Promise<Flags> | undefined;
let loaded: Flags | undefined;

/** The addresses of the flags come as their own chunk, once, when the first flag is drawn. */
function useFlag(code: string): string | undefined {
  const [find, setFind] = useState<{ flag: Flags } | undefined>(loaded && { flag: loaded });
  useEffect(() => {
    if (find) return;
    let gone = false;
    flags ??= import('./flags.js').then((module) => module.flagUrl);
    void flags.then((flag) => {
      loaded = flag;
      if (!gone) setFind({ flag });
    });
    return () => {
      gone = true;
    };
  }, [find]);
  return find?.flag(code);
}

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

/** English name of an ISO 3166 alpha-2 code; the code itself when it is none. */
export function countryName(code: string): string {
  try {
    return names.of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}

interface CountryProps {
  /** ISO 3166 alpha-2, any case; nothing is drawn for null. */
  readonly code: string | null | undefined;
  /** `code`: flag and LU (tables); `name`: flag and Luxembourg; `flag`: the flag alone, named for screen readers. */
  readonly show?: 'code' | 'name' | 'flag';
}

/** A country by its flag and code or name. */
export function Country({ code, show = 'code' }: CountryProps) {
  const url = useFlag((code ?? '').toUpperCase());
  if (!code) return null;
  const name = countryName(code);
  const flag = url ? <img src={url} alt="" loading="lazy" width={18} height={12} /> : <span className="flag-gap" />;
  return (
    <span className="country" title={name}>
      {flag}
      {show === 'name' ? <span>{name}</span> : null}
      {show === 'code' ? <abbr title={name}>{code.toUpperCase()}</abbr> : null}
      {show === 'flag' ? <span className="visually-hidden">{name}</span> : null}
    </span>
  );
}
