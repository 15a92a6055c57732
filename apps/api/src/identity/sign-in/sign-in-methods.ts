import { normalisedUsername } from '@cerebrate/contract';
import * as z from 'zod';
import { defineSetting, Registry, type Setting, type SettingReader, settings } from '../../kernel/index.js';

/** A way to sign in, and the setting that switches it on. */
export interface SignInMethod {
  readonly id: string;
  readonly enabled: Setting<boolean>;
}

/** Every way to sign in that this program knows. */
export const signInMethods = new Registry<SignInMethod>('sign-in method');

/**
 * The guard of a switch of a sign-in method: the last one cannot be switched off (FEATURES INS-03). Use it as
 * `guard: keepsADoor('password')`.
 */
export const keepsADoor =
  (id: string, methods: Registry<SignInMethod> = signInMethods) =>
  (value: boolean, read: SettingReader): string | null => {
    const others = methods.list().filter((method) => method.id !== id && read(method.enabled));
    return value || others.length > 0 ? null : 'This is the last way to sign in; switch another one on first.';
  };

const passwordPlace = { category: 'Authentication', group: 'Password' } as const;

/** Who gets in by password even while that is off: for the day the provider does not answer. */
export const breakGlass = settings.add(
  defineSetting({
    ...passwordPlace,
    id: 'password_auth.break_glass',
    label: 'Emergency administrator',
    description:
      'User name of an administrator (perm_admin) who may sign in by password although that is switched off.',
    input: 'text',
    schema: z.string().trim().max(50).transform(normalisedUsername),
    default: '',
  }),
);

/** Whether this user is the administrator for emergencies; the role decides, too: the setting alone opens nothing. */
export const isBreakGlass = (read: SettingReader, user: { username: string; perm_admin: boolean }): boolean =>
  user.perm_admin && normalisedUsername(user.username) === read(breakGlass);

/** Whether people sign in with user name and password; the original's name for it. */
export const passwordSignIn = settings.add(
  defineSetting({
    id: 'password_auth.enabled',
    ...passwordPlace,
    label: 'Sign in by password',
    description: 'People sign in with user name and password.',
    input: 'switch',
    schema: z.boolean(),
    default: true,
    guard: keepsADoor('password'),
    fault: (value, read) =>
      value || read(breakGlass) !== ''
        ? null
        : {
            severity: 'critical',
            message: 'Nobody gets in while the provider does not answer: name an emergency administrator.',
          },
  }),
);
signInMethods.add({ id: 'password', enabled: passwordSignIn });
