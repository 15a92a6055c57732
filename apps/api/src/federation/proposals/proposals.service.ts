import {
  type BroodProposal,
  BroodProposalList,
  type CaptureItem,
  type ListRequest,
  type ProposalView,
  type RunKind,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  Conflict,
  defineListPlan,
  likeText,
  notFound,
  type Principal,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { broodScope } from '../broods/brood.scope.js';
import { BroodsService } from '../broods/broods.service.js';
import { RemoteBrowser } from '../browse/remote-browser.service.js';
import { CapturesService } from '../capture/captures.service.js';
import { CaptureNouns, localKinds } from '../capture/nouns.js';
import { type RemoteRecord, readRecord } from '../peers/remote-kinds.js';

interface Row {
  id: number;
  brood_id: number;
  brood: string;
  kind: RunKind;
  uuid: string;
  remote_id: number;
  title: string;
  change: BroodProposal['change'];
  state: BroodProposal['state'];
  offer: { raw: unknown; signature: RemoteRecord['signature'] } | null;
  fields: string[] | null;
  reason: string | null;
  local_id: number | null;
  created: Date;
  modified: Date;
  decided_at: Date | null;
  decided_by: string | null;
}

const columns = sql`p.id, p.brood_id, b.name as brood, p.kind, p.uuid::text as uuid, p.remote_id, p.title, p.change, p.state, p.offer,
  p.fields, p.reason, p.created, p.modified, p.decided_at,
  (select u.username::text from users u where u.id = p.decided_by) as decided_by,
  coalesce((select o.id from organisations o where p.kind = 'organisations' and o.uuid = p.uuid and o.deleted_at is null),
    (select i.id from individuals i where p.kind = 'individuals' and i.uuid = p.uuid and i.deleted_at is null),
    (select g.id from sharing_groups g where p.kind = 'sharing-groups' and g.uuid = p.uuid and g.deleted_at is null),
    (select k.id from encryption_keys k where p.kind = 'encryption-keys' and k.uuid = p.uuid and k.deleted_at is null),
    (select g.id from sharing_group_blueprints g where p.kind = 'blueprints' and g.uuid = p.uuid and g.deleted_at is null)) as local_id`;
const from = sql`brood_proposals p join broods b on b.id = p.brood_id`;

const plan = defineListPlan(BroodProposalList, {
  key: sql`p.id`,
  fields: {
    id: sql`p.id`,
    title: sql`p.title`,
    brood: sql`b.name`,
    broodId: sql`p.brood_id`,
    kind: sql`p.kind`,
    change: sql`p.change`,
    state: sql`p.state`,
    modified: sql`p.modified`,
  },
  search: (q) => sql`p.title ilike ${`%${likeText(q)}%`}`,
});

/** Changes of peers that are taken by hand: they wait here until a person accepts or refuses them (FEATURES BRD-05). */
@Injectable()
export class ProposalsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(BroodsService) private readonly broods: BroodsService,
    @Inject(RemoteBrowser) private readonly browser: RemoteBrowser,
    @Inject(CapturesService) private readonly captures: CapturesService,
    @Inject(CaptureNouns) private readonly nouns: CaptureNouns,
  ) {}

  /**
   * Notes that a change waits. One a record: a newer offer takes the place of an older one, and what was refused is
   * asked again only when the peer says something else.
   */
  async proposeIn(
    work: Work,
    brood: Pick<BroodEntity, 'id'>,
    kind: RunKind,
    { record, item }: { record: RemoteRecord | null; item: CaptureItem },
  ): Promise<void> {
    const offer = record ? { raw: record.raw, signature: record.signature ?? null } : null;
    const digest = sql`encode(sha256(convert_to(${JSON.stringify(record?.raw ?? 'gone')}::text, 'UTF8')), 'hex')`;
    const change = record === null ? 'remove' : item.localId === null ? 'create' : 'update';
    await work.query(sql`
      insert into brood_proposals (brood_id, kind, uuid, remote_id, title, change, offer, digest, state, created, modified)
      values (${brood.id}, ${kind}, ${item.uuid}::uuid, ${item.remoteId}, ${item.title}, ${change},
        ${offer === null ? null : JSON.stringify(offer)}::jsonb, ${digest}, 'waiting', ${work.now}, ${work.now})
      on conflict (brood_id, kind, uuid) do update set remote_id = excluded.remote_id, title = excluded.title,
        change = excluded.change, offer = excluded.offer, digest = excluded.digest, modified = excluded.modified,
        state = 'waiting', fields = null, reason = null, decided_at = null, decided_by = null
      where brood_proposals.digest <> excluded.digest or brood_proposals.state = 'accepted'`);
  }

  /** A page of the queue. */
  async list(principal: Principal, request: ListRequest) {
    const where = allOf([broodScope.see.where(principal, 'b'), plan.where(request)]);
    const rows = await this.store.read<Row>(
      sql`select ${columns} from ${from} where ${where} ${plan.order(request)} ${plan.page(request)}`,
    );
    const [count] = await this.store.read<{ n: number }>(sql`select count(*)::int as n from ${from} where ${where}`);
    return { items: rows.map(toProposal), total: count?.n ?? 0, page: request.page, limit: request.limit };
  }

  /** One proposal beside what is here. Throws `NotFound`. */
  async get(principal: Principal, id: number): Promise<ProposalView> {
    const row = await this.#row(principal, id);
    const record = recordOf(row);
    if (!record?.read) return { ...toProposal(row), compared: [] };
    const { offered } = await this.nouns.judge(record.read);
    const finding = (await this.nouns.find(this.store, row.kind, [offered.uuid])).get(offered.uuid);
    const nowhere = { record: null, isDeleted: false, mergedInto: null };
    return { ...toProposal(row), compared: await this.browser.compared(record, offered, finding ?? nowhere) };
  }

  /**
   * Takes what was proposed, of a record that is here only the fields named. Throws `NotFound`, and `Conflict` when it
   * was decided already or cannot be taken any more.
   */
  async accept(principal: Principal, id: number, fields?: readonly string[]): Promise<CaptureItem> {
    const row = await this.#waiting(principal, id);
    const brood = await this.broods.row(principal, { id: row.brood_id });
    const decide = (work: Work) => this.#decide(work, row, 'accepted', fields ?? null, null);
    const record = recordOf(row);
    if (record === null) return this.#remove(principal, brood, row, decide);
    const item = await this.captures.take(principal, brood, record, {
      isRehearsal: false,
      isChosen: true,
      only: fields,
      note: async (work, { outcome }) => {
        if (outcome !== 'refused') await decide(work);
      },
    });
    if (item.outcome === 'refused') throw new Conflict(`${row.title} cannot be taken: ${item.reason}`);
    return item;
  }

  /** Refuses what was proposed. Throws `NotFound`, `Conflict`. */
  async refuse(principal: Principal, id: number, reason: string | null): Promise<BroodProposal> {
    const row = await this.#waiting(principal, id);
    await this.store.work(principal, (work) => this.#decide(work, row, 'refused', null, reason));
    return toProposal(await this.#row(principal, id));
  }

  async #remove(
    principal: Principal,
    brood: BroodEntity,
    row: Row,
    decide: (work: Work) => Promise<void>,
  ): Promise<CaptureItem> {
    const { kind, local_id: localId, uuid, title, remote_id: remoteId } = row;
    await this.store.work(
      principal,
      async (work) => {
        if (localId !== null) {
          await this.nouns.remove(work, kind, localId);
          await work.query(sql`update record_origins set vanished_at = ${work.now}
            where kind = ${localKinds[kind]} and record_id = ${localId}`);
        }
        await decide(work);
      },
      { message: `gone at ${brood.name}` },
    );
    return { remoteId, uuid, title, outcome: 'removed', reason: null, localId, overrides: [] };
  }

  /** Two who decide at once: the second finds it decided. */
  async #decide(
    work: Work,
    { id, brood, brood_id: entityId, title }: Row,
    state: 'accepted' | 'refused',
    fields: readonly string[] | null,
    reason: string | null,
  ): Promise<void> {
    const rows = await work.query(sql`update brood_proposals set state = ${state}, fields = ${fields}::text[],
        reason = ${reason}, decided_at = ${work.now}, decided_by = ${work.principal.userId}
      where id = ${id} and state = 'waiting' returning id`);
    if (rows.length === 0) throw new Conflict('somebody decided it meanwhile');
    const after = { proposal: title, ...(fields ? { fields } : {}), ...(reason ? { reason } : {}) };
    work.log({
      kind: 'brood',
      entityId,
      entityUuid: null,
      title: brood,
      action: state === 'accepted' ? 'accept' : 'refuse',
      after,
    });
  }

  async #waiting(principal: Principal, id: number): Promise<Row> {
    const row = await this.#row(principal, id);
    if (row.state !== 'waiting') throw new Conflict(`it was ${row.state} already`);
    return row;
  }

  async #row(principal: Principal, id: number): Promise<Row> {
    const row = await this.store.readOne<Row>(
      sql`select ${columns} from ${from} where ${allOf([broodScope.see.where(principal, 'b'), sql`p.id = ${id}`])}`,
    );
    if (!row) throw notFound('proposal');
    return row;
  }
}

const recordOf = ({ kind, offer }: Row): RemoteRecord | null => {
  const record = offer === null ? null : readRecord(kind, offer.raw);
  return record && { ...record, signature: offer?.signature ?? null };
};

const toProposal = (row: Row): BroodProposal => ({
  id: row.id,
  brood: { id: row.brood_id, name: row.brood },
  kind: row.kind,
  uuid: row.uuid,
  title: row.title,
  change: row.change,
  state: row.state,
  localId: row.local_id,
  fields: row.fields,
  reason: row.reason,
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  decidedAt: row.decided_at?.toISOString() ?? null,
  decidedBy: row.decided_by,
});
