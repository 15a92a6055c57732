import * as z from 'zod';
import { EncryptionKeyList } from '../directory/encryption-keys.js';
import { IndividualList } from '../directory/individuals.js';
import { MailingListList } from '../directory/mailing-lists.js';
import { OrgGroupList } from '../directory/org-groups.js';
import { OrganisationList } from '../directory/organisations.js';
import { BlueprintList } from '../directory/sharing-group-blueprints.js';
import { SharingGroupList } from '../directory/sharing-groups.js';
import { endpoint } from '../endpoint.js';
import { BroodList } from '../federation/broods.js';
import { BroodProposalList } from '../federation/proposals.js';
import { AuthKeyList } from '../identity/auth-keys.js';
import { RoleList } from '../identity/roles.js';
import { UserList } from '../identity/users.js';
import { type ListSpec, parseList } from '../list.js';
import { InboxList } from '../requests/inbox.js';
import { OutboxList } from '../requests/outbox.js';
import { Done, Id, line, Time } from '../shapes.js';
import { TagList } from '../tags.js';
import { ConnectionList } from '../tools/connections.js';
import { LocalToolList } from '../tools/tools.js';
import { AuditList } from './audit.js';

/** The lists of which views can be kept, by the name their pages use. */
const viewedLists = {
  organisations: OrganisationList,
  individuals: IndividualList,
  orgGroups: OrgGroupList,
  encryptionKeys: EncryptionKeyList,
  sharingGroups: SharingGroupList,
  blueprints: BlueprintList,
  mailingLists: MailingListList,
  users: UserList,
  roles: RoleList,
  authKeys: AuthKeyList,
  tags: TagList,
  audit: AuditList,
  inbox: InboxList,
  outbox: OutboxList,
  broods: BroodList,
  broodProposals: BroodProposalList,
  localTools: LocalToolList,
  connections: ConnectionList,
} as const satisfies Readonly<Record<string, ListSpec>>;
export type ViewedList = keyof typeof viewedLists;

/** The list of that name; undefined when views of it cannot be kept. */
export const viewedList = (name: string): ListSpec | undefined =>
  Object.hasOwn(viewedLists, name) ? viewedLists[name as ViewedList] : undefined;

const ListName = z
  .string()
  .refine((name) => viewedList(name) !== undefined, `must be one of ${Object.keys(viewedLists).join(', ')}`);

/** Who sees a kept view beside its owner. */
export const viewAudiences = ['private', 'organisation', 'everyone'] as const;
const Audience = z.enum(viewAudiences);
export type ViewAudience = z.infer<typeof Audience>;

/** A list under a name: its filters, search and order (FEATURES ORG-02, IDX-06). A shipped one has no id. */
export const SavedView = z
  .strictObject({
    id: Id.nullable(),
    list: z.string(),
    name: z.string(),
    /** In the grammar of the list, without `?` and without a page. */
    search: z.string(),
    audience: z.enum([...viewAudiences, 'shipped']),
    /** The user name of whoever keeps it; null for a shipped one. */
    owner: z.string().nullable(),
    isMine: z.boolean(),
    mayChange: z.boolean(),
    modified: Time.nullable(),
    version: z.int(),
  })
  .meta({ id: 'SavedView' });
export type SavedView = z.infer<typeof SavedView>;

const Name = line(60, 1);
const Search = z.string().max(4000);

export const NewSavedView = z
  .strictObject({ list: ListName, name: Name, search: Search, audience: Audience.default('private') })
  .superRefine(({ list, search }, context) => {
    const spec = viewedList(list);
    if (spec)
      for (const message of searchFaults(spec, search)) context.addIssue({ code: 'custom', path: ['search'], message });
  })
  .meta({ id: 'NewSavedView' });
export type NewSavedView = z.infer<typeof NewSavedView>;

/** The list of a view stays; what is absent stays. */
export const SavedViewChanges = z
  .strictObject({ name: Name.optional(), search: Search.optional(), audience: Audience.optional() })
  .meta({ id: 'SavedViewChanges' });
export type SavedViewChanges = z.infer<typeof SavedViewChanges>;

/** Why a text is no search of that list; empty when it is one. */
export function searchFaults(spec: ListSpec, search: string): string[] {
  const raw: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(search)) {
    const known = raw[key];
    raw[key] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  const faults: string[] = [];
  if ('page' in raw) faults.push("'page' does not belong to a view: it begins at its first page");
  parseList(spec, raw, (key, message) => faults.push(`'${key}' ${message}`));
  return faults;
}

const Params = z.strictObject({ id: z.coerce.number().pipe(Id) });
const topic = 'Saved views';
const allow = 'signed-in';

/** Views of lists: one's own, those others share, and the shipped ones (FEATURES ORG-02, IDX-06). */
export const savedViews = {
  list: endpoint('GET /saved-views', {
    allow,
    topic,
    summary: 'The views of a list the caller may use: shipped ones, shared ones, own ones',
    query: z.strictObject({ list: ListName }),
    reply: z.array(SavedView),
  }),
  create: endpoint('POST /saved-views', {
    allow,
    topic,
    summary:
      'Keeps a view; organisation administrators share with their organisation, community administrators with everyone',
    body: NewSavedView,
    reply: SavedView,
    status: 201,
  }),
  update: endpoint('PATCH /saved-views/:id', {
    allow,
    topic,
    summary: 'Renames, replaces or shares a view',
    params: Params,
    body: SavedViewChanges,
    reply: SavedView,
  }),
  remove: endpoint('DELETE /saved-views/:id', {
    allow,
    topic,
    summary: 'Forgets a view',
    params: Params,
    reply: Done,
  }),
};
