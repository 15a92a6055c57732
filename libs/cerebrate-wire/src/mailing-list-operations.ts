import * as z from 'zod';
import { operationsOf, type WireOperation } from './openapi-operation.js';
import { AddedMailingList, ListedIndividual, MailingList, MailingListRow } from './shapes/mailing-list.js';
import { EmptyList, RefusedSave } from './shapes/platform.js';

const Body = z.looseObject({
  uuid: z.string().optional(),
  name: z.string().optional(),
  releasability: z.string().optional(),
  description: z.string().optional(),
  active: z.boolean().optional(),
});
const Newcomers = z.looseObject({
  individuals: z.array(z.int()),
  chosen_emails: z.string().optional().describe('JSON text: from ids to "primary" and ids of meta-fields'),
});

const act = operationsOf('mailingLists');

/** The operations of `/mailingLists` beside its index, for the API document. */
export const mailingListOperations: readonly WireOperation[] = Object.freeze([
  act('GET', 'view/{id}', 'getMailingListById', 'One mailing list', MailingList),
  act('POST', 'add', 'addMailingList', 'Add a mailing list', z.union([AddedMailingList, RefusedSave]), Body),
  act('PUT', 'edit/{id}', 'editMailingList', 'Change a mailing list', z.union([MailingListRow, RefusedSave]), Body),
  act('DELETE', 'delete/{id}', 'deleteMailingListById', 'Delete a mailing list', EmptyList),
  act(
    'GET',
    'listIndividuals/{id}',
    'getMailingListIndividuals',
    'The people of a mailing list, with the addresses it uses',
    z.array(ListedIndividual),
  ),
  act(
    'POST',
    'addIndividual/{id}',
    'addMailingListIndividual',
    'Add people to a mailing list',
    MailingListRow,
    Newcomers,
  ),
  act(
    'POST',
    'removeIndividual/{id}/{individual_id}',
    'removeMailingListIndividual',
    'Take a person off a mailing list',
    MailingListRow,
  ),
]);
