import * as z from 'zod';
import { defineSetting, type SettingReader, settings } from '../../kernel/index.js';

const place = { category: 'Authentication', group: 'Second factor' } as const;

/** The roles whose users sign in with a second factor, by id; a role that is gone asks nobody. */
export const factorRoles = settings.add(
  defineSetting({
    ...place,
    id: 'two_factor.roles',
    label: 'Roles that need a second factor',
    description:
      'Users of these roles who sign in by password are led to enrol a second factor before anything else. Auth keys and sign-in through another program are not touched.',
    input: 'roles',
    schema: z.array(z.int().min(1).max(2_147_483_647)).max(500),
    default: [],
  }),
);

/** How long a proof holds for what asks for one. */
export const proofMinutes = settings.add(
  defineSetting({
    ...place,
    id: 'two_factor.proof_minutes',
    label: 'Minutes for which a proof holds',
    description:
      'Before secrets are shown, roles granted or auth keys made, a browser asks again for a factor or password when the last proof is older.',
    input: 'number',
    schema: z.int().min(1, 'must be 1 minute or more').max(1440, 'must be a day or less'),
    default: 10,
  }),
);

/** How long a proof holds, in milliseconds. */
export const proofMs = (read: SettingReader): number => read(proofMinutes) * 60_000;

/** Ways to sign in that this program judges itself; of others, an identity provider asks for the second factor. */
export const localMethods: ReadonlySet<string> = new Set(['password', 'passkey']);
