import * as z from 'zod';
import { MetaField } from './meta.js';
import { IndividualRow } from './people.js';
import { WireId, WireTimeText, WireUuid } from './scalars.js';

const columns = {
  id: WireId,
  uuid: WireUuid,
  name: z.string(),
  recipients: z.string().nullable(),
  description: z.string().nullable(),
  user_id: WireId.nullable(),
  active: z.boolean(),
  deleted: z.boolean(),
  created: WireTimeText,
  modified: WireTimeText,
};

/** The columns of a mailing list: what edit and the acts on its members answer (contract 3.15). */
export const MailingListRow = z.strictObject(columns);
export type MailingListRow = z.infer<typeof MailingListRow>;

/** A person on a list. The original looks up no alternate addresses here: the list is always empty (recording 435). */
export const IndividualOnList = z.strictObject({
  ...IndividualRow.shape,
  _joinData: z.strictObject({
    id: WireId,
    mailing_list_id: WireId,
    individual_id: WireId,
    include_primary_email: z.boolean(),
  }),
});
export type IndividualOnList = z.infer<typeof IndividualOnList>;

/** A person of `listIndividuals`, with the addresses the list uses. */
export const ListedIndividual = z.strictObject({ ...IndividualOnList.shape, mailinglist_emails: z.array(z.string()) });
export type ListedIndividual = z.infer<typeof ListedIndividual>;

/** A mailing list as index and view serve it; its `user` is null when the account is gone. */
export const MailingList = z.strictObject({
  ...columns,
  meta_fields: z.array(
    z.strictObject({
      ...MetaField.shape,
      _joinData: z.strictObject({ mailing_list_id: WireId, meta_field_id: WireId }),
    }),
  ),
  individuals: z.array(IndividualOnList),
  user: z
    .strictObject({
      id: WireId,
      uuid: WireUuid,
      username: z.string(),
      role_id: WireId,
      individual_id: WireId,
      disabled: z.boolean(),
      created: WireTimeText,
      modified: WireTimeText,
      organisation_id: WireId.nullable(),
    })
    .nullable(),
});
export type MailingList = z.infer<typeof MailingList>;

/** What an add answers: what was sent, and what the server set. */
export const AddedMailingList = z.strictObject({
  ...MailingListRow.partial().shape,
  id: WireId,
  releasability: z.string().optional(),
});
