import * as z from 'zod';
import { MatchingRows, UnixSeconds, WireId, WireUuid } from './scalars.js';

/** A role (contract 3.5). `perm_admin` and `is_default` are null until set; null reads as false. */
export const Role = z.strictObject({
  id: WireId,
  uuid: WireUuid,
  name: z.string(),
  is_default: z.boolean().nullable(),
  perm_admin: z.boolean().nullable(),
  perm_sync: z.boolean(),
  perm_org_admin: z.boolean(),
  perm_group_admin: z.boolean(),
  perm_community_admin: z.boolean(),
  perm_meta_field_editor: z.boolean(),
  perm_view_all_orgs: z.boolean(),
});
export type Role = z.infer<typeof Role>;

const keyColumns = {
  id: WireId,
  uuid: WireUuid,
  authkey_start: z.string().length(4),
  authkey_end: z.string().length(4),
  created: UnixSeconds,
  expiration: UnixSeconds,
  comment: z.string().nullable(),
};

/**
 * An auth key as listed. `authkey`, the hash, is in the original's lists and never in ours (Appendix A.2: avoid), hence
 * optional; so is `_matchingData`.
 */
export const AuthKey = z.strictObject({
  ...keyColumns,
  user_id: WireId,
  user: z.strictObject({ id: WireId, username: z.string() }),
  authkey: z.string().optional(),
  _matchingData: MatchingRows.optional(),
});
export type AuthKey = z.infer<typeof AuthKey>;

/** Reply of an add, the only place the raw key is ever shown. `user_id` is text when it came in the query. */
export const AddedAuthKey = z.strictObject({
  ...keyColumns,
  comment: z.string().nullable().optional(),
  user_id: z.union([WireId, z.string().regex(/^\d+$/)]),
  authkey_raw: z.string().length(40),
});
export type AddedAuthKey = z.infer<typeof AddedAuthKey>;
