import * as z from 'zod';
import { defineSetting, type SettingReader, settings } from '../../kernel/index.js';

const place = { category: 'Authentication', group: 'SCIM' } as const;
const ids = z.array(z.int().min(1).max(2_147_483_647)).max(500);

/** Whether identity providers may provision users; off until somebody decides it. */
export const scimEnabled = settings.add(
  defineSetting({
    ...place,
    id: 'scim.enabled',
    label: 'SCIM',
    description:
      'Identity providers may add, change and disable users, below what the owner of their key may do. Address and tokens are on the page SCIM. Provisioning never raises what a user may do.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);

const dependsOn = {
  id: 'scim.enabled',
  isMet: (read: SettingReader) => read(scimEnabled),
  told: 'Needs SCIM switched on.',
};

/** The organisations that are provisioned, by id; one that is gone has nobody. */
export const scimOrganisations = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'scim.organisations',
    label: 'Organisations that are provisioned',
    description:
      'Users of other organisations are not there for an identity provider, and it adds none to them. None chosen: every organisation within reach of the owner of the key.',
    input: 'organisations',
    schema: ids,
    default: [],
  }),
);

/** The roles that provisioning gives and takes, by id. */
export const scimRoles = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'scim.roles',
    label: 'Roles that are provisioned',
    description:
      'The groups an identity provider is told of. It takes nobody out of another role and puts nobody into one; the default role is where new users begin and who leaves a group ends. None chosen: every role, as far as it permits no more than the user has.',
    input: 'roles',
    schema: ids,
    default: [],
  }),
);
