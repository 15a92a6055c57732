import { compilePattern, InvalidPattern } from '@cerebrate/contract';
import * as z from 'zod';
import { defineSetting, type SettingReader, settings } from '../../kernel/index.js';
import { ssoSignIn } from '../single-sign-on/provider-settings.js';

const placed = { category: 'Users', group: 'Accounts' } as const;

/** Whether somebody may have more than one account (FEATURES USR-10); the original's name for it (WIRE-CONTRACT §9.4). */
const severalAccounts = settings.add(
  defineSetting({
    ...placed,
    id: 'user.multiple-users-per-individual',
    label: 'Several accounts per person',
    description:
      'Whether somebody may have more than one account. Never with single sign-on, which knows one for each.',
    dependsOn: {
      id: 'keycloak.enabled',
      isMet: (read) => !read(ssoSignIn),
      told: 'Only without single sign-on.',
    },
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);

/** Whether somebody may be given a second account now. */
export const maySeveralAccounts = (read: SettingReader): boolean => read(severalAccounts) && !read(ssoSignIn);

/** Whether names of new accounts must be e-mail addresses (FEATURES USR-08). */
export const usernameIsEmail = settings.add(
  defineSetting({
    ...placed,
    id: 'user.username-must-be-email',
    label: 'User names are e-mail addresses',
    description: 'New accounts are named by an e-mail address. Accounts that exist keep their names.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);

/** Whether accounts may be deleted at all (FEATURES USR-05). */
export const allowUserDeletion = settings.add(
  defineSetting({
    ...placed,
    id: 'user.allow-user-deletion',
    label: 'Accounts may be deleted',
    description:
      'Off, accounts are only disabled, so that it stays known who somebody was. What a user made stays in any case.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);

/** A pattern names of new accounts must match (FEATURES USR-08). */
export const usernamePattern = settings.add(
  defineSetting({
    ...placed,
    id: 'user.username-validation-regex',
    label: 'Pattern of user names',
    description: 'The whole name of a new account must match it, for example [a-z]+\\.[a-z]+. Empty: any name.',
    input: 'text',
    schema: z
      .string()
      .max(500)
      .superRefine((text, context) => {
        const fault = text === '' ? undefined : faultOf(text);
        if (fault) context.addIssue({ code: 'custom', message: fault });
      }),
    default: '',
  }),
);

function faultOf(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidPattern) return error.message;
    throw error;
  }
}
