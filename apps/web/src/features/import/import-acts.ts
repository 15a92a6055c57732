import { type Import, imports } from '@cerebrate/contract';
import { addressOf, call } from '../../api/index.js';
import { type Action, asProblem, confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

/** Whether a job is at it. */
export const isAtWork = ({ state }: Pick<Import, 'state'>): boolean => state === 'checking' || state === 'running';

/** How far it is: records when their number is known, else bytes of the file. */
export function progressOf(one: Import): { label: string; value: number; max: number } {
  const [value, max] = one.totalRows === null ? [one.readBytes, one.size] : [one.rows, one.totalRows];
  const label = one.state === 'checking' ? text.progress.checking : text.progress.running;
  return { label, value, max: Math.max(1, max) };
}

/** The import's page; one that was started shows its result. */
export const addressOfImport = ({ id, state }: Pick<Import, 'id' | 'state'>): string =>
  `/import/view/${id}${state === 'draft' ? '' : '?tab=report'}`;

/** What can be done with an import as it stands. `go` leads to an address and loads it anew. */
export function actsOf(one: Import, go: (to: string) => void): readonly Action[] {
  const ref = { params: { ref: String(one.id) } };
  const report = `/import/view/${one.id}?tab=report`;
  const act = (label: string, icon: Action['icon'], primary: boolean, run: () => Promise<unknown>): Action => ({
    label,
    icon,
    primary,
    onSelect: () => void told(run().then((sure) => sure !== false && go(report))),
  });
  if (isAtWork(one))
    return [
      act(text.acts.cancel, 'stop', false, async () => (await sure(cancelQuestion)) && call(imports.cancel, ref)),
    ];
  const check = (primary: boolean) =>
    act(one.rows === 0 ? text.acts.check : text.acts.checkAgain, 'ui-checks-grid', primary, () =>
      call(imports.check, ref),
    );
  const run = (label: string, primary: boolean, asks: boolean) =>
    act(label, 'play', primary, async () => (!asks || (await sure(runQuestion))) && call(imports.run, ref));
  const byState: Partial<Record<Import['state'], readonly Action[]>> = {
    checked: [run(text.acts.run, true, false), check(false)],
    done: [run(text.acts.again, false, false), check(false)],
    cancelled: one.rehearsed ? [check(true)] : [run(text.acts.goOn, true, false)],
    failed: one.rehearsed ? [check(true)] : [run(text.acts.goOn, true, false), check(false)],
  };
  return [...(byState[one.state] ?? [check(true), run(text.acts.run, false, true)]), ...menuOf(one, ref, go)];
}

function menuOf(one: Import, ref: { params: { ref: string } }, go: (to: string) => void): Action[] {
  const csv = (label: string, query: Record<string, string>): Action => ({
    label,
    icon: 'download',
    menu: true,
    href: addressOf(imports.rowsCsv, { ...ref, query }),
  });
  const remove = async () => {
    if (
      !(await confirm({
        title: text.ask.removeTitle(one.name),
        body: text.ask.removeBody,
        act: text.acts.remove,
        tone: 'danger',
      }))
    )
      return;
    await call(imports.remove, ref);
    toast({ tone: 'ok', text: text.done.removed(one.name) });
    go('/import/index');
  };
  return [
    ...(one.counts.refused > 0 ? [csv(text.acts.refusedCsv, { outcome: 'refused' })] : []),
    ...(one.rows > 0 ? [csv(text.acts.reportCsv, {})] : []),
    { label: `${text.acts.remove}…`, icon: 'trash', tone: 'danger', menu: true, onSelect: () => void told(remove()) },
  ];
}

const runQuestion = { title: text.ask.runTitle, body: text.ask.runBody, act: text.acts.run };
const cancelQuestion = { title: text.ask.cancelTitle, body: text.ask.cancelBody, act: text.acts.cancel };
const sure = (question: typeof runQuestion): Promise<boolean> => confirm(question);

async function told(act: Promise<unknown>): Promise<void> {
  try {
    await act;
  } catch (error) {
    toast({ tone: 'broken', text: text.failed, detail: asProblem(error).detail });
  }
}
