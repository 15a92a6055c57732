import { type MetaFieldInput, NewUser } from '@cerebrate/contract';
import * as z from 'zod';

/** What the inputs of a new user hold: somebody of the directory, or the parts of a new person. */
export interface NewUserValues {
  username?: string | undefined;
  organisationId?: number | null | undefined;
  roleId?: number | string | null | undefined;
  individualId?: number | null | undefined;
  individual?:
    | { email?: string | null | undefined; firstName?: string | undefined; lastName?: string | undefined }
    | undefined;
  password?: string | undefined;
  disabled?: boolean | undefined;
  metaFields?: MetaFieldInput | undefined;
}

/** Words that would make a bad password of this account's. */
export const wordsAbout = ({
  username,
  individual,
}: Pick<NewUserValues, 'username' | 'individual'>): readonly string[] =>
  [username, individual?.email, individual?.firstName, individual?.lastName].filter((word) => !!word) as string[];

/** The form of a new user: a chosen person wins over a described one, and empty inputs are left out. */
export const NewUserForm = z
  .custom<NewUserValues>()
  .transform(
    ({
      username = '',
      organisationId,
      roleId,
      individualId,
      individual,
      password,
      disabled = false,
      metaFields = [],
    }): z.input<typeof NewUser> => ({
      username,
      organisationId: organisationId ?? 0,
      disabled,
      ...(roleId ? { roleId: Number(roleId) } : {}),
      ...(password ? { password } : {}),
      ...(metaFields.length > 0 ? { metaFields } : {}),
      ...(typeof individualId === 'number'
        ? { individualId }
        : {
            individual: {
              email: individual?.email ?? '',
              firstName: individual?.firstName ?? '',
              lastName: individual?.lastName ?? '',
            },
          }),
    }),
  )
  .pipe(NewUser);
