import { type PasswordStrength, passwordFault, passwordStrength } from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import './second-factor.scss';
import { text } from './text.js';

/** How good a password is, as it is typed, and what would make it better. The lists it is judged by load with the first sign. */
export function PasswordMeter({
  password,
  about,
  id,
}: {
  readonly password: string;
  readonly about: readonly string[];
  readonly id: string;
}) {
  const [strength, setStrength] = useState<PasswordStrength>();
  const words = about.join('\n');
  useEffect(() => {
    if (password === '') return setStrength(undefined);
    let outdated = false;
    const timer = setTimeout(() => {
      passwordStrength(password, words.split('\n')).then(
        (judged) => outdated || setStrength(judged),
        // without the lists the server judges alone
        () => undefined,
      );
    }, 150);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [password, words]);
  if (!strength || password === '') return null;
  const fault = passwordFault(password);
  const score = fault ? Math.min(strength.score, 2) : strength.score;
  const advice = [...(fault ? [`It ${fault}.`] : []), ...strength.advice];
  return (
    <div className="password-meter" data-score={score} id={id} aria-live="polite">
      <div className="password-bars" aria-hidden>
        {[0, 1, 2, 3].map((bar) => (
          <span key={bar} data-on={score > bar || undefined} />
        ))}
      </div>
      <p className="mb-0">
        <span className="visually-hidden">{text.strengthLabel}: </span>
        <strong>{text.strength[score]}</strong>
        {advice.length > 0 ? ` – ${advice.join(' ')}` : null}
      </p>
    </div>
  );
}
