import { Inject, Injectable } from '@nestjs/common';
import { individualScope, organisationScope } from '../../directory/index.js';
import { type FactRow, factColumns, factsOf, principalOf, userScope } from '../../identity/index.js';
import {
  cut,
  defineEvent,
  holds,
  type NoticeDraft,
  type NoticeKind,
  type Principal,
  type Sql,
  sql,
  type Work,
} from '../../kernel/index.js';
import { MailBox } from '../mail/mail-box.js';
import { noticeText } from './notice-text.js';

/** Somebody was told something. */
export const notificationAdded = defineEvent<{ userId: number }>('notification.added');

/** More of one bundle in one go than this are told as one. */
const fewChanges = 5;

type Candidate = FactRow & { address: string; bell: boolean; mail: 'off' | 'now' | 'daily' };

/** Tells people of what they may see and subscribe to: writes into their bell, and into the mail-box. */
@Injectable()
export class Delivery {
  constructor(@Inject(MailBox) private readonly mailBox: MailBox) {}

  /** Tells of all drafts of one kind within the work at hand; a draft told before is not told again. */
  async tell(work: Work, kind: NoticeKind, drafts: readonly NoticeDraft[]): Promise<void> {
    for (const { draft, count } of bundled(drafts))
      for (const candidate of await this.#candidates(work, kind, draft)) {
        const principal = principalOf(factsOf(candidate), {
          channel: 'job',
          authKeyId: null,
          sessionId: null,
          ip: null,
          requestId: 'notifications',
        });
        if (await maySee(work, principal, draft.about)) await this.#tellOne(work, kind, draft, count, candidate);
      }
  }

  /** Enabled users whom the draft is for, each with what they chose for this kind. */
  async #candidates(work: Work, kind: NoticeKind, draft: NoticeDraft): Promise<Candidate[]> {
    return work.query<Candidate>(sql`
      select ${factColumns}, i.email as address,
        coalesce(s.bell, ${kind.bell}::boolean) as bell, coalesce(s.mail, ${kind.mail}::text) as mail
      from users u join roles r on r.id = u.role_id join individuals i on i.id = u.individual_id
      left join notification_subscriptions s on s.user_id = u.id and s.kind = ${kind.id}
      where not u.disabled and (${draft.to})
        and (coalesce(s.bell, ${kind.bell}::boolean) or coalesce(s.mail, ${kind.mail}::text) <> 'off')
      order by u.id`);
  }

  /** What only goes out by e-mail stays out of the bell: it counts as read. */
  async #tellOne(
    work: Work,
    kind: NoticeKind,
    draft: NoticeDraft,
    count: number,
    { id, address, bell, mail }: Candidate,
  ): Promise<void> {
    const title = cut(draft.title, 255);
    const detail = JSON.stringify({ ...draft.detail, count, digest: mail === 'daily', bell });
    const added = await work.query(sql`
      insert into notifications (user_id, kind, severity, title, link, detail, key, created, read_at)
      values (${id}, ${kind.id}, ${kind.severity}, ${title}, ${draft.link.slice(0, 255)}, ${detail}::jsonb, ${draft.key},
        ${work.now}, case when ${bell}::boolean then null else ${work.now}::timestamptz end)
      on conflict (user_id, key) do nothing returning id`);
    if (added.length === 0) return;
    if (bell) work.emit(notificationAdded, { userId: id });
    if (mail === 'now')
      await this.mailBox.post(work, {
        userId: id,
        address,
        subject: title,
        body: noticeText([{ ...draft, count }]),
      });
  }
}

function bundled(drafts: readonly NoticeDraft[]): { draft: NoticeDraft; count: number }[] {
  const counts = new Map<string, number>();
  for (const { bundle } of drafts) if (bundle) counts.set(bundle, (counts.get(bundle) ?? 0) + 1);
  const told = new Set<string>();
  return drafts.flatMap((draft) => {
    const count = draft.bundle ? (counts.get(draft.bundle) ?? 1) : 1;
    if (!draft.bundle || count <= fewChanges) return [{ draft, count: 1 }];
    if (told.has(draft.bundle)) return [];
    told.add(draft.bundle);
    return [{ draft: { ...draft, key: `many:${draft.bundle}`, link: '/auditLogs/index', detail: {} }, count }];
  });
}

/**
 * Whether the record is within the view of who would be told (DEMANDS §2.5, rule 2). A record that is gone, and one of a
 * noun that has no scope here, is known to whoever may read the audit log.
 */
async function maySee(work: Work, principal: Principal, about: NoticeDraft['about']): Promise<boolean> {
  if (about === null) return true;
  const scoped: Record<string, Sql> = {
    organisation: sql`select from organisations o where o.id = ${about.id} and ${organisationScope.see.where(principal, 'o')}`,
    individual: sql`select from individuals i where i.id = ${about.id} and ${individualScope.see.where(principal, 'i')}`,
    user: sql`select from users u where u.id = ${about.id} and ${userScope.see.where(principal, 'u')}`,
  };
  const query = scoped[about.kind];
  if (about.isGone || !query) return holds(principal, 'audit:read');
  return (await work.query(query)).length > 0;
}
