import { PeerEncryptionKey, PeerIndividual, PeerOrganisation, PeerSharingGroup } from '@cerebrate/cerebrate-wire';
import { ExchangedBlueprint, type RemoteKind, type RunKind } from '@cerebrate/contract';
import type * as z from 'zod';
import type {
  OfferedBlueprint,
  OfferedIndividual,
  OfferedKey,
  OfferedOrganisation,
  OfferedSharingGroup,
  OfferSignature,
} from '../../directory/index.js';

/** Kinds that a node of 1.35 has: every other is told by the feed alone. */
export type ListedKind = Exclude<RunKind, 'blueprints'>;

/** What they are called there (WIRE-CONTRACT §4.3, §4.4); the view of groups is dashed. */
export const remotePaths: Readonly<Record<ListedKind, { index: string; view: string }>> = {
  organisations: { index: '/organisations/index.json', view: '/organisations/view' },
  individuals: { index: '/individuals/index.json', view: '/individuals/view' },
  'sharing-groups': { index: '/sharingGroups/index.json', view: '/sharing-groups/view' },
  'encryption-keys': { index: '/encryptionKeys/index.json', view: '/encryptionKeys/view' },
};

/** By which columns a remote is asked whose quick filter fails, in this order. */
export const fallbackFilters: Readonly<Record<RemoteKind, readonly string[]>> = {
  organisations: ['name', 'url'],
  individuals: ['email', 'last_name', 'first_name'],
  'sharing-groups': ['SharingGroups_name', 'description'],
};

/** An offer of whichever kind, with what its list shows. */
export type AnyOffer =
  | { readonly kind: 'organisations'; readonly offer: OfferedOrganisation }
  | { readonly kind: 'individuals'; readonly offer: OfferedIndividual }
  | { readonly kind: 'sharing-groups'; readonly offer: OfferedSharingGroup }
  | { readonly kind: 'encryption-keys'; readonly offer: OfferedKey }
  | { readonly kind: 'blueprints'; readonly offer: OfferedBlueprint };

/** A record of a remote: what is offered, or why it cannot be read. */
export type RemoteRecord = {
  readonly remoteId: number;
  readonly title: string;
  readonly tags: readonly string[];
  /** As it came, to be kept or verified. */
  readonly raw: unknown;
  readonly signature?: OfferSignature | null;
} & ({ readonly read: AnyOffer; readonly fault: null } | { readonly read: null; readonly fault: string });

/** A record that the peer says is gone. */
export interface GoneRecord {
  readonly uuid: string;
  readonly remoteId: number;
}

/** Reads one record as a peer served it; one that cannot be read is told with its first fault, the others go on. */
export function readRecord(kind: RunKind, raw: unknown): RemoteRecord | null {
  const loose = (raw ?? {}) as { id?: unknown; name?: unknown; email?: unknown };
  const remoteId = Number(loose.id);
  if (!Number.isInteger(remoteId) || remoteId < 1 || remoteId > 2_147_483_647) return null;
  const title = String(loose.name ?? loose.email ?? `number ${remoteId}`).slice(0, 400);
  const read = parsed(kind, raw);
  if ('offer' in read) return { remoteId, title: titleOf(read, title), tags: tagsOf(read), raw, read, fault: null };
  return { remoteId, title, tags: [], raw, read: null, fault: read.fault };
}

function parsed(kind: RunKind, raw: unknown): AnyOffer | { readonly fault: string } {
  if (kind === 'organisations') return of(PeerOrganisation, raw, (one) => ({ kind, offer: organisationOf(one) }));
  if (kind === 'individuals') return of(PeerIndividual, raw, (one) => ({ kind, offer: individualOf(one) }));
  if (kind === 'encryption-keys') return of(PeerEncryptionKey, raw, (one) => ({ kind, offer: keyOf(one) }));
  if (kind === 'blueprints') return of(ExchangedBlueprint, raw, (one) => ({ kind, offer: blueprintOf(one) }));
  return of(PeerSharingGroup, raw, (one) => ({ kind, offer: sharingGroupOf(one) }));
}

function of<S extends z.ZodType, O>(shape: S, raw: unknown, make: (read: z.infer<S>) => O): O | { fault: string } {
  const read = shape.safeParse(raw);
  if (read.success) return make(read.data);
  const [issue] = read.error.issues;
  return {
    fault: `the remote's record cannot be read: ${issue?.path.join('.') || 'the whole'} ${issue?.message ?? ''}`,
  };
}

const titleOf = ({ kind, offer }: AnyOffer, otherwise: string): string =>
  kind === 'individuals' ? `${offer.firstName ?? ''} ${offer.lastName ?? ''}`.trim() || offer.email : otherwise;
const tagsOf = ({ kind, offer }: AnyOffer): readonly string[] =>
  kind === 'organisations' || kind === 'individuals' ? (offer.tags ?? []) : [];

const valuesOf = (fields: PeerOrganisation['meta_fields']) =>
  fields?.map((one) => ({
    templateUuid: one.template_uuid,
    templateVersion: one.template_version,
    templateName: one.template_name,
    field: one.field,
    value: one.value,
  })) ?? null;

type Columns = Omit<PeerOrganisation, 'tags' | 'meta_fields' | 'alignments' | 'id'>;
const columnsOf = ({ uuid, name, url, nationality, sector, type, contacts, created, modified }: Columns) => ({
  uuid,
  name,
  url,
  nationality,
  sector,
  type,
  contacts,
  created,
  modified,
});

const organisationOf = (one: PeerOrganisation): OfferedOrganisation => ({
  ...columnsOf(one),
  tags: one.tags,
  metaFields: valuesOf(one.meta_fields),
});

const individualOf = (one: PeerIndividual): OfferedIndividual => ({
  uuid: one.uuid,
  email: one.email,
  firstName: one.first_name,
  lastName: one.last_name,
  position: one.position,
  created: one.created,
  modified: one.modified,
  tags: one.tags,
  metaFields: valuesOf(one.meta_fields),
  organisations: one.alignments ?? null,
});

const keyOf = (one: PeerEncryptionKey): OfferedKey => ({
  uuid: one.uuid,
  type: one.type,
  text: one.encryption_key,
  revoked: one.revoked,
  created: one.created,
  modified: one.modified,
  owner: { kind: one.owner_model, uuid: one.owner_uuid, remoteId: one.owner_id },
});

const blueprintOf = ({ uuid, name, description, extend, rules, ...one }: ExchangedBlueprint): OfferedBlueprint => ({
  ...{ uuid: uuid.toLowerCase(), name, description, extend, rules },
  owner: one.owner_uuid.toLowerCase(),
  created: new Date(one.created),
  modified: new Date(one.modified),
});

/** An organisation that a group refers to: its columns and nothing more. */
const referredOf = (one: Columns): OfferedOrganisation => ({ ...columnsOf(one), tags: null, metaFields: null });

const sharingGroupOf = (one: PeerSharingGroup): OfferedSharingGroup => ({
  uuid: one.uuid,
  name: one.name,
  releasability: one.releasability,
  description: one.description,
  active: one.active,
  local: one.local,
  created: one.created,
  modified: one.modified,
  owner: referredOf(one.organisation),
  members: one.sharing_group_orgs.map(({ extend, ...organisation }) => ({
    organisation: referredOf(organisation),
    extend,
  })),
});
