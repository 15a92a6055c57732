import * as z from 'zod';

/** MISP prints numbers of records as text; some versions as numbers. */
export const Id = z.union([z.string(), z.number()]).transform(String);
/** Booleans come as such, or as `"0"` and `"1"` from older versions. */
export const Flag = z
  .union([z.boolean(), z.enum(['0', '1', '']), z.literal(0), z.literal(1), z.null()])
  .transform((value) => value === true || value === '1' || value === 1);
const Text = z.union([z.string(), z.number(), z.null()]).transform((value) => (value === null ? '' : String(value)));

/** An organisation as MISP shows it (WIRE-CONTRACT §6.5); whatever else it carries is kept, since it is sent back. */
export const MispOrganisation = z.looseObject({
  id: Id,
  uuid: z.string(),
  name: Text,
  type: Text.optional().default(''),
  sector: Text.optional().default(''),
  nationality: Text.optional().default(''),
  contacts: z.string().nullable().optional().default(null),
  local: Flag.optional().default(false),
});
export type MispOrganisation = z.infer<typeof MispOrganisation>;

export const OrganisationReply = z.object({ Organisation: MispOrganisation });
export const OrganisationList = z.array(OrganisationReply);

const Named = z.object({ id: Id.optional(), uuid: z.string(), name: Text });
const Member = z.object({
  org_id: Id.optional(),
  extend: Flag,
  Organisation: Named.optional(),
});

export const SharingGroupReply = z.object({
  SharingGroup: z.looseObject({
    id: Id,
    uuid: z.string(),
    name: Text,
    releasability: Text.optional().default(''),
    description: Text.optional().default(''),
    active: Flag.optional().default(true),
    local: Flag.optional(),
    roaming: Flag.optional(),
  }),
  Organisation: Named.partial({ uuid: true }).optional(),
  SharingGroupOrg: z.array(Member).optional().default([]),
});
export type SharingGroupReply = z.infer<typeof SharingGroupReply>;
/** Enveloped, unlike every other list. */
export const SharingGroupList = z.object({ response: z.array(SharingGroupReply) });

/** A link to another MISP as the list shows it: without its key. */
export const MispServer = z.looseObject({
  id: Id,
  name: Text,
  url: z.string(),
  org_id: Id.optional(),
  remote_org_id: Id.optional(),
  push: Flag,
  pull: Flag,
  push_sightings: Flag.optional().default(false),
  push_galaxy_clusters: Flag.optional().default(false),
  pull_galaxy_clusters: Flag.optional().default(false),
  push_analyst_data: Flag.optional().default(false),
  pull_analyst_data: Flag.optional().default(false),
  caching_enabled: Flag.optional().default(false),
  self_signed: Flag.optional().default(false),
  skip_proxy: Flag.optional().default(false),
  publish_without_email: Flag.optional().default(false),
  unpublish_event: Flag.optional().default(false),
  internal: Flag.optional().default(false),
  remove_missing_tags: Flag.optional().default(false),
  push_rules: z.string().nullable().optional().default(null),
  pull_rules: z.string().nullable().optional().default(null),
  cert_file: z.string().nullable().optional().default(null),
  client_cert_file: z.string().nullable().optional().default(null),
});
export type MispServer = z.infer<typeof MispServer>;
export const ServerReply = z.object({ Server: MispServer });
export const ServerList = z.array(
  z.object({
    Server: MispServer,
    Organisation: z.object({ name: Text }).optional(),
    RemoteOrg: z.object({ name: Text }).optional(),
  }),
);

const User = z.looseObject({
  id: Id,
  org_id: Id,
  role_id: Id,
  email: z.string(),
  disabled: Flag,
  authkey: z.string().optional(),
  date_created: Text.optional(),
  last_login: Text.optional(),
  last_api_access: Text.optional(),
});
export const UserReply = z.object({ User });
export const UserList = z.array(
  z.object({ User, Role: z.object({ name: Text }).optional(), Organisation: z.object({ name: Text }).optional() }),
);
export type UserRow = z.infer<typeof UserList>[number];

/** A deed that is done and has no record to show. */
export const Deed = z.object({
  saved: z.boolean().optional(),
  success: z.boolean().optional(),
  message: z.string().optional(),
});

/** What `servers/getVersion` says. */
export const Version = z.object({
  version: z.string(),
  perm_sync: z.boolean().optional(),
  uuid: z.string().optional(),
});

/** What MISP's own connection test answers; 1 is a working link. */
export const ConnectionTest = z.looseObject({
  status: z.number(),
  version: z.string().optional(),
  local_version: z.string().optional(),
  mismatch: z.union([z.string(), z.boolean()]).optional(),
  uuid: z.string().optional(),
  post: z.unknown().optional(),
});

/** Events as their list shows them; only their age is read. */
export const EventList = z.array(z.looseObject({ timestamp: z.union([z.string(), z.number()]) }));

const Options = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);
export const SettingRow = z.looseObject({
  setting: z.string(),
  level: z.number(),
  value: z.unknown(),
  type: z.string(),
  tab: z.string().optional(),
  errorMessage: z.string().nullable().optional(),
  options: Options.optional(),
  cli_only: z.unknown().optional(),
  redacted: z.unknown().optional(),
});
export type SettingRow = z.infer<typeof SettingRow>;
export const OneSetting = z.looseObject({
  name: z.string(),
  level: z.number(),
  value: z.unknown(),
  type: z.string(),
  description: z.string().optional(),
  options: Options.optional(),
});

const Queue = z.looseObject({ ok: z.boolean(), jobCount: z.number().optional() });
const Limit = z.looseObject({ value: z.unknown(), recommended: z.unknown(), unit: z.string().optional() });
/** What of `servers/serverSettings` is read; the rest, large as it is, is left alone. */
export const Diagnostics = z.looseObject({
  version: z.object({ current: z.string(), newest: z.string().nullable().optional(), upToDate: z.string().optional() }),
  phpSettings: z.record(z.string(), Limit).optional(),
  /** Queues by name, and bare booleans among them: `supervisord_status`, `proc_accessible`, `controls`. */
  workers: z.record(z.string(), z.union([Queue, z.unknown()])).optional(),
  dbConfiguration: z
    .array(z.looseObject({ name: z.string(), value: z.unknown(), recommended: z.unknown() }))
    .optional(),
  dbSchemaDiagnostics: z
    .looseObject({ expected_db_version: Id.optional(), actual_db_version: Id.optional() })
    .optional(),
  dbDiagnostics: z
    .record(z.string(), z.looseObject({ data_in_bytes: z.coerce.number(), index_in_bytes: z.coerce.number() }))
    .optional(),
  redisInfo: z.looseObject({ connection: z.boolean().optional() }).optional(),
  finalSettings: z.array(SettingRow),
});
export type Diagnostics = z.infer<typeof Diagnostics>;
