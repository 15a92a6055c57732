import { MailingListEntity, MailingListMemberEntity, SharingGroupEntity } from '../../../directory/index.js';
import { BroodEntity, broodKeyPlace } from '../../../federation/index.js';
import { sql } from '../../../kernel/index.js';
import { type Step, step } from '../pass.js';

const sharingGroups = step<SharingGroupEntity>({
  table: 'sharing_groups',
  target: 'sharing_groups',
  entity: SharingGroupEntity,
  take: (fields, pass) => {
    const organisationId = pass.known('organisations', fields.integer('organisation_id'));
    if (organisationId === undefined) return pass.refuse(fields, 'belongs to an organisation that does not exist');
    return {
      uuid: fields.uuid,
      name: pass.nameOf(fields, 'sharing group'),
      releasability: fields.text('releasability'),
      description: fields.text('description'),
      organisationId,
      userId: pass.known('users', fields.integer('user_id')) ?? null,
      active: fields.flagOr('active', true),
      local: fields.flagOr('local', true),
      deletedAt: null,
      ...fields.moments,
    };
  },
});

const broods = step<BroodEntity>({
  table: 'broods',
  target: 'broods',
  entity: BroodEntity,
  take: (fields, pass) => {
    const organisationId = pass.known('organisations', fields.integer('organisation_id'));
    const url = fields.line('url');
    if (organisationId === undefined) return pass.refuse(fields, 'is run by an organisation that does not exist');
    if (!url) return pass.refuse(fields, 'has no address');
    const uuid = fields.uuid;
    const key = fields.line('authkey');
    if (!key) pass.remark(fields, 'has no key here: enter the one it gave you');
    return {
      uuid,
      name: fields.line('name') ?? url,
      url,
      description: fields.text('description'),
      organisationId,
      strategy: fields.flag('trusted') ? 'trusted' : 'standard',
      pull: fields.flag('pull'),
      skipProxy: fields.flag('skip_proxy'),
      timeoutSeconds: 30,
      sealedKey: key ? pass.sealer.seal(key, broodKeyPlace({ uuid })) : null,
      authority: null,
      pinnedCertificate: null,
      clientCertificate: null,
      sealedClientKey: null,
      deletedAt: null,
      ...fields.moments,
    };
  },
});

const mailingLists = step<MailingListEntity>({
  table: 'mailing_lists',
  target: 'mailing_lists',
  entity: MailingListEntity,
  take: async (fields, pass, work) => {
    const userId = pass.known('users', fields.integer('user_id')) ?? null;
    const [maker] = await work.query<{ id: number | null }>(
      sql`select organisation_id as id from users where id = ${userId}`,
    );
    return {
      uuid: fields.uuid,
      name: pass.nameOf(fields, 'mailing list'),
      recipients: fields.words('recipients'),
      description: fields.text('description'),
      active: fields.flagOr('active', true),
      encryptedOnly: false,
      organisationId: maker?.id ?? null,
      userId,
      rule: null,
      keeperId: null,
      recalculatedAt: null,
      ruleProblem: null,
      deletedAt: fields.flag('deleted') ? fields.moments.modified : null,
      ...fields.moments,
    };
  },
});

const mailingListMembers = step<MailingListMemberEntity>({
  table: 'mailing_lists_individuals',
  target: 'mailing_list_members',
  entity: MailingListMemberEntity,
  take: (fields, pass) => {
    const mailingListId = pass.known('mailing_lists', fields.integer('mailing_list_id'));
    const individualId = pass.known('individuals', fields.integer('individual_id'));
    if (mailingListId === undefined || individualId === undefined)
      return pass.refuse(fields, 'joins a mailing list and a person of whom one does not exist');
    return {
      mailingListId,
      individualId,
      origin: 'hand',
      includePrimaryEmail: fields.flagOr('include_primary_email', true),
      created: fields.moment('created') ?? new Date(0),
    };
  },
});

/** Circles of organisations and people, and other nodes. */
export const circleSteps: readonly Step[] = [sharingGroups, broods, mailingLists, mailingListMembers];
