import * as z from 'zod';
import { index, operation, RefusedOr, shaping, type WireOperation } from './openapi-operation.js';
import { EditedUser, User } from './shapes/people.js';
import { EmptyList } from './shapes/platform.js';

const Account = z.looseObject({
  username: z.string(),
  password: z.string().optional(),
  organisation_id: z.int().optional(),
  role_id: z.int().optional(),
  individual_id: z.int().optional(),
  disabled: z.boolean().optional(),
});
const AccountChanges = Account.omit({ username: true, individual_id: true });

/** The operations of `/users`, for the API document. */
export const userOperations: readonly WireOperation[] = Object.freeze([
  index('users', 'getUsers', 'List users', User),
  operation('GET /users/view', 'users', 'view', 'viewUserMe', 'The caller', User),
  operation('GET /users/view/{id}', 'users', 'view', 'viewUserById', 'One user', User, { parameters: shaping }),
  operation('POST /users/add', 'users', 'add', 'addUser', 'Add a user', RefusedOr(EditedUser), { body: Account }),
  operation('PUT /users/edit', 'users', 'edit', 'editUser', 'Change the caller', RefusedOr(EditedUser), {
    body: AccountChanges,
  }),
  operation('PUT /users/edit/{id}', 'users', 'edit', 'editUserById', 'Change a user', RefusedOr(EditedUser), {
    body: AccountChanges,
  }),
  operation('DELETE /users/delete/{id}', 'users', 'delete', 'deleteUserById', 'Delete a user', EmptyList),
]);
