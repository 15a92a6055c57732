import * as z from 'zod';
import { roleFlags } from './access/permissions.js';
import { endpoint } from './endpoint.js';
import { MetaTemplateScope } from './fields/index.js';
import { Id, line, Uuid } from './shapes.js';

/**
 * Who is meant: everybody whose role has the flag, or the role of that number, written `role:5`. Community
 * administrators are always meant: they make the roles.
 */
export const FieldAudience = z.union([
  z.enum(roleFlags),
  z.string().regex(/^role:[1-9]\d{0,8}$/, "is neither a flag of roles nor 'role:' with the number of one"),
]);
export type FieldAudience = z.infer<typeof FieldAudience>;
const Audience = z.array(FieldAudience).max(40).nullable();

/**
 * Who sees and who changes the values of a meta-field (issue #202). `see` null: everybody who sees the record. `write`
 * null: whoever may change meta-fields. An empty list: community administrators alone. Holds for every version of the
 * template, whether it is loaded or not. Nobody changes what they do not see.
 */
export const FieldRight = z
  .strictObject({
    templateUuid: Uuid,
    field: z.string(),
    scope: MetaTemplateScope.nullable(),
    see: Audience,
    write: Audience,
    /** What holds for the caller. */
    maySee: z.boolean(),
    mayWrite: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'FieldRight' });
export type FieldRight = z.infer<typeof FieldRight>;

/** Both lists are replaced; both null lifts the rule. */
export const FieldRightInput = z
  .strictObject({ templateUuid: Uuid, field: line(191, 1), see: Audience, write: Audience })
  .meta({ id: 'FieldRightInput' });
export type FieldRightInput = z.infer<typeof FieldRightInput>;

const topic = 'Meta-templates';

/** Our API for rights on single meta-fields. */
export const fieldRights = {
  list: endpoint('GET /field-rights', {
    allow: 'metaTemplate:read',
    topic,
    summary: 'The meta-fields that not everybody sees or changes, and what holds for the caller',
    query: z.strictObject({ scope: MetaTemplateScope.optional() }),
    reply: z.strictObject({ items: z.array(FieldRight) }),
  }),
  put: endpoint('PUT /field-rights', {
    allow: 'metaTemplate:manage',
    topic,
    summary: 'Says who sees and who changes the values of a meta-field',
    body: FieldRightInput,
    stepUp: true,
    reply: z.strictObject({ id: Id.nullable() }),
  }),
};
