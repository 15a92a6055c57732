import type { UserInput, UserMassInput } from '@cerebrate/cerebrate-wire';
import { UserMassEdit } from '@cerebrate/contract';
import type { UserWriteOptions } from '../../identity/index.js';
import { judged } from '../answers/judged.js';

const given = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** A new account in our words, to be judged as our own API judges; without an organisation it is of the caller's. */
export const newUserOf = (input: UserInput, ownOrganisation: number | null): Record<string, unknown> =>
  given({
    username: input.username,
    organisationId: input.organisation_id ?? ownOrganisation ?? undefined,
    roleId: input.role_id,
    individualId: input.individual_id,
    individual: input.individual && {
      email: input.individual.email ?? '',
      firstName: input.individual.first_name ?? '',
      lastName: input.individual.last_name ?? '',
    },
    password: input.password,
    disabled: input.disabled ?? false,
  });

/** The changes of an edit in our words; name and person never change. */
export const changesOf = (input: Partial<UserInput>): Record<string, unknown> =>
  given({
    roleId: input.role_id,
    organisationId: input.organisation_id,
    disabled: input.disabled,
    password: input.password,
  });

/** What only the wire can say: its own uuid, a person who is there already, its forms of meta-fields. */
export function optionsOf({ uuid, individual, metaFields, metaTemplates }: Partial<UserInput>): UserWriteOptions {
  return {
    ...(uuid ? { uuid } : {}),
    ...(individual ? { person: { uuid: individual.uuid, isTaken: true as const } } : {}),
    ...(metaFields ? { wireMetaFields: metaFields } : {}),
    ...(metaTemplates ? { wireMetaFieldChanges: metaTemplates } : {}),
  };
}

/** A mass edit in our words, judged as our own API judges. Of the complex form the new values are given to each. */
export function massEditOf({
  ids,
  role_id,
  organisation_id,
  disabled,
  metaTemplates = [],
}: UserMassInput): UserMassEdit {
  const metaFields = metaTemplates
    .filter(({ add }) => add.length > 0)
    .map(({ fieldId, add }) => ({ fieldId, values: [...add] }));
  return judged(
    UserMassEdit,
    given({
      ids,
      roleId: role_id,
      organisationId: organisation_id,
      disabled,
      metaFields: metaFields.length > 0 ? metaFields : undefined,
    }),
  );
}
