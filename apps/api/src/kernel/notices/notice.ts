import type { NoticeSeverity } from '@cerebrate/contract';
import { Registry } from '../registry.js';
import type { SettingReader } from '../settings/setting.js';
import type { Sql } from '../store/sql.js';
import type { Store } from '../store/store.js';

/** A row of the audit log, as kinds of notices look at it. */
export interface WatchedChange {
  readonly seq: string;
  readonly at: Date;
  readonly actor_id: number | null;
  readonly actor_name: string;
  readonly channel: string;
  readonly request_id: string | null;
  readonly action: string;
  readonly kind: string;
  readonly entity_id: number | null;
  readonly title: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  /** The flags of the actor's role now; null for the program itself and for users who are gone. */
  readonly actor_flags: Readonly<Record<string, boolean>> | null;
}

/** Something to tell. Who of `to` may not see `about` is not told. */
export interface NoticeDraft {
  /** Condition over `users u join roles r`. */
  readonly to: Sql;
  readonly title: string;
  /** The page it leads to, an address of ours. */
  readonly link: string;
  /** What the card shows: field changes, figures. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** The record it tells of; null when it tells of nothing but the recipient's own. */
  readonly about: { readonly kind: string; readonly id: number | null; readonly isGone: boolean } | null;
  /** Told once per person and key. */
  readonly key: string;
  /** Of many with the same bundle at once, one is told, with their number. */
  readonly bundle?: string;
}

/** A kind of notice that people may subscribe to. */
export interface NoticeKind {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly severity: NoticeSeverity;
  /** What holds for whoever chose nothing. */
  readonly bell: boolean;
  readonly mail: 'off' | 'now' | 'daily';
  /** What a change in the audit log gives to tell, if anything. Pure. */
  readonly fromChange?: (change: WatchedChange, read: SettingReader) => NoticeDraft | null;
  /** What there is to tell once a day. */
  readonly daily?: (store: Store, read: SettingReader) => Promise<readonly NoticeDraft[]>;
}

/** Every kind of notice; rooms add theirs while they are loaded: `noticeKinds.add({ id: 'import.finished', … })`. */
export const noticeKinds = new Registry<NoticeKind>('kind of notice');
