import type { SignInOptions } from '@cerebrate/contract';
import { Icon } from '../../ui/index.js';
import { text } from './text.js';

interface ProviderButtonProps {
  readonly provider: NonNullable<SignInOptions['provider']>;
  /** The page that was asked for. */
  readonly next: string;
  /** Whether user name and password are the other way in. */
  readonly isAlternative: boolean;
}

/** The way in through the provider: leaves our pages, so it is a link and no call (FEATURES KCL-01). */
export function ProviderButton({ provider: { label, startUrl }, next, isAlternative }: ProviderButtonProps) {
  return (
    <div className="provider-choice">
      {isAlternative ? <p className="muted provider-or">{text.or}</p> : null}
      <a
        className={`btn ${isAlternative ? 'btn-plain' : 'btn-primary'}`}
        href={next === '/' ? startUrl : `${startUrl}?redirect=${encodeURIComponent(next)}`}
      >
        <Icon name="shield-lock" /> {text.signInWith(label)}
      </a>
    </div>
  );
}
