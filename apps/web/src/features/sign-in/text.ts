/** Minutes and seconds in words: "4 min 10 s". */
export const waiting = (seconds: number): string =>
  [seconds >= 60 ? `${Math.floor(seconds / 60)} min` : '', seconds % 60 > 0 || seconds < 60 ? `${seconds % 60} s` : '']
    .filter((part) => part !== '')
    .join(' ');

/** The words of the sign-in page. */
export const text = {
  message: 'From the administrators',
  open: 'Look into the open directory',
  title: 'Sign in',
  username: 'User name',
  password: 'Password',
  show: 'Show password',
  hide: 'Hide password',
  submit: 'Sign in',
  pending: 'Signing in…',
  needed: { username: 'User name is needed', password: 'Password is needed' },
  wrong: 'User name or password is wrong, or the account is disabled.',
  wrongRemedy: 'Check both. If it stays, an administrator of your organisation can set a new password.',
  tooMany: 'Too many attempts.',
  wait: (seconds: number) => `Try again in ${waiting(seconds)}.`,
  again: 'You can try again now.',
  failed: 'Signing in did not work.',
  return: 'After signing in you come back to the page you asked for.',
} as const;
