import { type OutboxRow, outbox } from '@cerebrate/contract';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
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

/** Asks and gives many up; those that were sent or given up already are skipped. */
export async function discardMany(ids: readonly number[], changed: () => void): Promise<void> {
  const { many, manyBody, act, manyDone } = text.discarding;
  if (!(await confirm({ title: many(ids.length), body: manyBody, act, tone: 'danger' }))) return;
  try {
    const { discarded, skipped } = await call(outbox.discardMany, { body: { ids: [...ids] } });
    toast({ tone: 'ok', text: manyDone(discarded, skipped) });
  } catch (error) {
    return tellFailure(error);
  }
  changed();
}

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
