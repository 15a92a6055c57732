import * as z from 'zod';
import { line } from '../shapes.js';

/**
 * A user name as it is compared everywhere: trimmed, compatibility-folded (NFKC) and in lower case, so that neither
 * letter case nor a look-alike width makes another name of it (FEATURES USR-08, DEMANDS §2.3).
 */
export const normalisedUsername = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** The name of a new account: 5 to 50 characters after normalisation. */
export const Username = line(191)
  .transform(normalisedUsername)
  .pipe(z.string().min(5, 'must have 5 to 50 characters').max(50, 'must have 5 to 50 characters'));

const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{N}]/u];

/** What keeps this text from being a good password; undefined when nothing does (FEATURES USR-09). */
export function passwordFault(text: string): string | undefined {
  const length = [...text].length;
  if (length < 12) return 'must have at least 12 characters';
  if (length >= 16) return undefined;
  const held = classes.filter((sign) => sign.test(text)).length;
  return held >= 3 ? undefined : 'must have 16 characters, or three of: lower case, upper case, digit, other sign';
}

/** A password someone chooses: the policy holds for it. */
export const NewPassword = z
  .string()
  .max(200)
  .superRefine((text, context) => {
    const fault = passwordFault(text);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  });

/** A password someone types to prove who they are: whatever it is, it is compared. */
export const TypedPassword = z.string().min(1, 'is needed').max(200);
