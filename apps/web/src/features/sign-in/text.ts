/** Minutes and seconds in words: "4 min 10 s". */
export const waiting = (seconds: number): string =>
  [seconds >= 60 ? `${Math.floor(seconds / 60)} min` : '', seconds % 60 > 0 || seconds < 60 ? `${seconds % 60} s` : '']
    .filter((part) => part !== '')
    .join(' ');

/** The words of the sign-in page. */
export const text = {
  message: 'From the administrators',
  register: 'Ask for an account',
  open: 'Look into the open directory',
  title: 'Sign in',
  or: 'or',
  signInWith: (provider: string) => `Sign in with ${provider}`,
  emergency: 'Sign in as the emergency administrator',
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
  passkey: 'Sign in with a passkey',
  step: {
    title: 'One more step',
    lead: {
      passkey: 'Your password was right. Confirm with your passkey.',
      totp: 'Your password was right. Type the six digits your authenticator app shows.',
      recovery: 'Type one of the codes you wrote down. It works once.',
    },
    code: { totp: 'Code', recovery: 'Recovery code' },
    askPasskey: 'Use a passkey',
    other: {
      passkey: 'Use a passkey instead',
      totp: 'Use the authenticator app instead',
      recovery: 'Use a recovery code instead',
    },
    back: 'Sign in as somebody else',
  },
  first: {
    title: { password: 'Choose your own password', factor: 'Set up a second factor' },
    lead: {
      password: 'An administrator set the one you signed in with. Nobody else should know yours.',
      factor: 'Your role asks for more than a password. Choose one of the two; you can add more later.',
    },
    app: 'An authenticator app',
    begin: 'Set up an app',
    passkey: 'A passkey',
    leave: 'Sign out',
  },
  return: 'After signing in you come back to the page you asked for.',
} as const;
