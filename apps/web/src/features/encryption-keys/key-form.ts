import { keyOwnerKinds, NewEncryptionKey } from '@cerebrate/contract';
import * as z from 'zod';

/** What the inputs hold: a picker for each kind of owner. */
interface KeyValues {
  ownerKind: (typeof keyOwnerKinds)[number];
  organisationId?: number | null | undefined;
  individualId?: number | null | undefined;
  text: string;
}

/** The form of a new key: the owner is whom the shown picker holds. */
export const KeyForm = z
  .custom<KeyValues>()
  .superRefine(({ ownerKind, organisationId, individualId }, context) => {
    const chosen = ownerKind === 'organisation' ? organisationId : individualId;
    if (typeof chosen !== 'number')
      context.addIssue({ code: 'custom', path: [`${ownerKind}Id`], message: 'is needed' });
  })
  .transform(
    ({ ownerKind, organisationId, individualId, text }): z.input<typeof NewEncryptionKey> => ({
      ownerKind,
      ownerId: (ownerKind === 'organisation' ? organisationId : individualId) ?? 0,
      text,
    }),
  )
  .pipe(NewEncryptionKey);
