import { type Instance, instance } from '@cerebrate/contract';
import { call, loadSession, may } from '../../api/index.js';
import { type Action, type ChecklistItem, recall, remember } from '../../ui/index.js';
import { text } from './text.js';

type Step = Instance['firstHour'][number]['step'];

const memory = 'home.firstHour';
const isDismissed = (value: unknown): value is 'dismissed' => value === 'dismissed';

/** Puts the first steps away for good, on this browser and with the account. */
export const dismiss = (): void => remember(memory, 'dismissed');

/**
 * The first steps this user has the rights for, ticked by what the instance already holds; none once they were put
 * away or all are done. @throws ProblemError
 */
export async function firstSteps(): Promise<readonly ChecklistItem[]> {
  const { user } = await loadSession();
  if (!user || recall(memory, isDismissed)) return [];
  const { firstHour } = await call(instance.get);
  const steps = firstHour.flatMap(({ step, done }) => {
    const action = actionOf(step, user.organisation?.id);
    return action ? [{ key: step, ...text.firstHour.steps[step], done, action }] : [];
  });
  return steps.every((step) => step.done) ? [] : steps;
}

/** Where a step is taken; nothing for those who may not. */
function actionOf(step: Step, ownId: number | undefined): Action | undefined {
  const words = text.firstHour.acts;
  switch (step) {
    case 'name':
      return may('instance:manage')
        ? { label: words.name, icon: 'pencil', to: '/instance/name', modal: true }
        : undefined;
    case 'organisation':
      if (ownId === undefined || !may('organisation:update')) return undefined;
      return { label: words.organisation, icon: 'building', to: `/organisations/edit/${ownId}`, modal: true };
    case 'templates':
      return may('metaTemplate:manage')
        ? { label: words.templates, icon: 'ui-checks-grid', to: '/metaTemplates/index' }
        : undefined;
    case 'import':
      return may('directory:import') ? { label: words.import, icon: 'upload', to: '/import/index' } : undefined;
    case 'invite':
      return may('user:write') ? { label: words.invite, icon: 'person', to: '/users/add', modal: true } : undefined;
  }
}
