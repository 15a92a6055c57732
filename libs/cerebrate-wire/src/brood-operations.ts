import * as z from 'zod';
import { operationsOf, type WireOperation } from './openapi-operation.js';
import { AddedBrood, Brood, BroodColumns, Downloaded, TestedConnection } from './shapes/brood.js';
import { EmptyList, RefusedSave } from './shapes/platform.js';

const Body = z.looseObject({
  uuid: z.string().optional(),
  name: z.string().optional(),
  url: z.string().optional(),
  description: z.string().optional(),
  organisation_id: z.int().optional(),
  authkey: z.string().optional(),
  trusted: z.boolean().optional(),
  pull: z.boolean().optional(),
  skip_proxy: z.boolean().optional(),
});

const act = operationsOf('broods');

/** The operations of `/broods` beside its index, for the API document. */
export const broodOperations: readonly WireOperation[] = Object.freeze([
  act('GET', 'view/{id}', 'getBroodById', 'One brood', Brood),
  act('POST', 'add', 'addBrood', 'Add a brood', z.union([AddedBrood, RefusedSave]), Body),
  act('PUT', 'edit/{id}', 'editBrood', 'Change a brood', z.union([BroodColumns, RefusedSave]), Body),
  act('DELETE', 'delete/{id}', 'deleteBroodById', 'Delete a brood', EmptyList),
  act('GET', 'testConnection/{id}', 'testBroodConnection', 'Ask a brood who it is', TestedConnection),
  act('POST', 'downloadOrg/{id}/{remote_id}', 'downloadBroodOrganisation', 'Take an organisation', Downloaded),
  act('POST', 'downloadIndividual/{id}/{remote_id}', 'downloadBroodIndividual', 'Take an individual', Downloaded),
  act('POST', 'downloadSharingGroup/{id}/{remote_id}', 'downloadBroodSharingGroup', 'Take a sharing group', Downloaded),
]);
