import { type InboxRow, inbox, registration } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import type { Discarding } from '../../parts/messages/index.js';
import { type Action, confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

/** What can be done with a request that is open; `changed` is told after an act. */
export function requestActions(row: Pick<InboxRow, 'id' | 'title' | 'state'>, changed: () => void): readonly Action[] {
  if (row.state !== 'open') return [];
  return [
    { label: text.act.process, icon: 'gear', to: `/inbox/process/${row.id}`, modal: true, hotkey: 'e' },
    { label: text.act.decline, icon: 'x-circle', to: `/inbox/decline/${row.id}`, modal: true },
    { label: text.act.discard, icon: 'trash', tone: 'danger', onSelect: () => void discard(row, changed) },
  ];
}

async function discard({ id, title }: Pick<InboxRow, 'id' | 'title'>, changed: () => void): Promise<void> {
  const { body, act, done } = text.discarding;
  if (!(await confirm({ title: text.discarding.title(title), body, act, tone: 'danger' }))) return;
  try {
    await call(inbox.discard, { params: { ref: String(id) }, body: {} });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: done });
  changed();
}

/** Giving many requests up; those that are decided already are skipped. */
export const discardingMany: Discarding = {
  label: text.act.discard,
  question: (n) => ({ title: text.discarding.many(n), body: text.discarding.body, act: text.discarding.act }),
  discard: (ids) => call(inbox.discardMany, { body: { ids } }),
  told: text.discarding.manyDone,
};

/** Mails the link to choose a password again. */
export async function resendLink(id: number): Promise<void> {
  try {
    await call(registration.resend, { params: { ref: String(id) } });
    toast({ tone: 'ok', text: text.registration.resent });
  } catch (error) {
    tellFailure(error);
  }
}
