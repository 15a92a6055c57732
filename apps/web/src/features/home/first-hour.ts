import { metaTemplates, type Organisation, organisations, users } from '@cerebrate/contract';
import { call, may } from '../../api/index.js';
import { type ChecklistItem, recall, remember } from '../../ui/index.js';
import { text } from './text.js';

const memory = 'home.firstHour';
const isDismissed = (value: unknown): value is 'dismissed' => value === 'dismissed';

/** Whether this user has put the first steps away. */
export const wasDismissed = (): boolean => recall(memory, isDismissed) !== undefined;

/** Puts the first steps away for good, on this browser and with the account. */
export const dismiss = (): void => remember(memory, 'dismissed');

/**
 * The first steps this user has the rights for, ticked by what the instance already holds; none once they were put
 * away or all are done. `own` is the user's organisation. @throws ProblemError
 */
export async function firstSteps(own: Organisation | null): Promise<readonly ChecklistItem[]> {
  if (wasDismissed()) return [];
  const steps = await Promise.all([organisationStep(own), templatesStep(), directoryStep(), colleagueStep()]);
  const mine = steps.filter((step) => step !== undefined);
  return mine.every((step) => step.done) ? [] : mine;
}

const words = text.firstHour;

function organisationStep(own: Organisation | null): ChecklistItem | undefined {
  if (!own?.mayChange || !may('organisation:update')) return undefined;
  return {
    key: 'organisation', label: words.organisation, lead: words.organisationLead, done: own.country !== null,
    action: { label: words.organisationAct, icon: 'pencil', to: `/organisations/edit/${own.id}`, modal: true },
  };
}

async function templatesStep(): Promise<ChecklistItem | undefined> {
  if (!may('metaTemplate:manage')) return undefined;
  const enabled = await call(metaTemplates.forms, { params: { scope: 'organisation' } });
  return {
    key: 'templates', label: words.templates, lead: words.templatesLead, done: enabled.length > 0,
    action: { label: words.templatesAct, icon: 'ui-checks-grid', to: '/metaTemplates/index' },
  };
}

async function directoryStep(): Promise<ChecklistItem | undefined> {
  if (!may('directory:import')) return undefined;
  // the first organisation is there from the start
  const { items } = await call(organisations.list, { query: { limit: '2', total: 'false' } });
  return {
    key: 'directory', label: words.directory, lead: words.directoryLead, done: items.length > 1,
    action: { label: words.directoryAct, icon: 'upload', to: '/import/index' },
  };
}

async function colleagueStep(): Promise<ChecklistItem | undefined> {
  if (!may('user:write')) return undefined;
  const { items } = await call(users.list, { query: { limit: '2', total: 'false' } });
  return {
    key: 'colleague', label: words.colleague, lead: words.colleagueLead, done: items.length > 1,
    action: { label: words.colleagueAct, icon: 'person', to: '/users/add', modal: true },
  };
}
