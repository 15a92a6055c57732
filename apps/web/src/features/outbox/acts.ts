import { type OutboxRow, outbox } from '@cerebrate/contract';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import type { Discarding } from '../../parts/messages/index.js';
import { type Action, confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

type Row = Pick<OutboxRow, 'id' | 'title' | 'state'>;

/** What can be done with a message that was not sent; `changed` is told after an act. */
export function messageActions(row: Row, changed: () => void): readonly Action[] {
  if (row.state === 'sent' || row.state === 'discarded' || !may('outbox:write')) return [];
  return [
    { label: text.act.resend, icon: 'arrow-repeat', onSelect: () => void resend(row, changed), hotkey: 'e' },
    { label: text.act.discard, icon: 'trash', tone: 'danger', onSelect: () => void discard(row, changed) },
  ];
}

/** Giving many messages up; those that were sent or given up already are skipped. */
export const discardingMany: Discarding = {
  label: text.act.discard,
  question: (n) => ({ title: text.discarding.many(n), body: text.discarding.manyBody, act: text.discarding.act }),
  discard: (ids) => call(outbox.discardMany, { body: { ids } }),
  told: text.discarding.manyDone,
};

async function resend({ id }: Row, changed: () => void): Promise<void> {
  try {
    const { state, fault } = await call(outbox.resend, { params: { ref: String(id) } });
    if (state === 'sent') toast({ tone: 'ok', text: text.resent });
    else toast({ tone: 'broken', text: text.failed(fault ?? '') });
  } catch (error) {
    return tellFailure(error);
  }
  changed();
}

async function discard({ id, title }: Row, changed: () => void): Promise<void> {
  const { body, act, done } = text.discarding;
  if (!(await confirm({ title: text.discarding.title(title), body, act, tone: 'danger' }))) return;
  try {
    await call(outbox.discard, { params: { ref: String(id) }, body: {} });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: done });
  changed();
}
