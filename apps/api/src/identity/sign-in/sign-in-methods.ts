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

/** Whether people sign in with user name and password; the original's name for it. */
export const passwordSignIn = settings.add(
  defineSetting({
    id: 'password_auth.enabled',
    category: 'Authentication',
    group: 'Password',
    label: 'Sign in by password',
    description: 'People sign in with user name and password.',
    input: 'switch',
    schema: z.boolean(),
    default: true,
    guard: keepsADoor('password'),
  }),
);
signInMethods.add({ id: 'password', enabled: passwordSignIn });
