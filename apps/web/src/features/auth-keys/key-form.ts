import { NewAuthKey } from '@cerebrate/contract';
import * as z from 'zod';

/** What the inputs hold: the day instead of the moment. */
interface KeyValues {
  userId?: number | null | undefined;
  comment?: string | null | undefined;
  expiresOn?: string | null | undefined;
}

/** The form of a new key: a day means the end of it in UTC. */
export const KeyForm = z
  .custom<KeyValues>()
  .transform(
    ({ userId, comment, expiresOn }): z.input<typeof NewAuthKey> => ({
      ...(typeof userId === 'number' ? { userId } : {}),
      comment: comment?.trim() ? comment.trim() : null,
      expiresAt: expiresOn ? `${expiresOn}T23:59:59Z` : null,
    }),
  )
  .pipe(NewAuthKey);
