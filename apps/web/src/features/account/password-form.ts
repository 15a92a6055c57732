import { PasswordChange } from '@cerebrate/contract';
import * as z from 'zod';
import { text } from './text.js';

/** A change of password, the new one typed twice. */
export const PasswordForm = PasswordChange.extend({ again: z.string() }).superRefine(
  ({ newPassword, again }, context) => {
    if (again !== newPassword) context.addIssue({ code: 'custom', path: ['again'], message: text.password.differs });
  },
);
