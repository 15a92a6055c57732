import { type MetaTemplate, metaTemplates, type TemplateOutcome } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { confirm, toast } from '../../ui/index.js';
import { scopes, text } from './text.js';

type Known = Pick<
  MetaTemplate,
  'id' | 'name' | 'scope' | 'version' | 'templateVersion' | 'enabled' | 'isDefault' | 'valueCount' | 'update'
>;

const paramsOf = ({ id }: Known) => ({ ref: String(id) });

/** Runs an act and tells what failed; `changed` runs either way, since a refusal often means that the page is old. */
async function tried(act: () => Promise<void>, changed: () => void): Promise<void> {
  try {
    await act();
  } catch (error) {
    tellFailure(error);
  }
  changed();
}

/** Switches a template on or off, and offers to undo it. */
export async function switchTemplate(template: Known, changed: () => void): Promise<void> {
  const enabled = !template.enabled;
  await tried(async () => {
    const { version } = await call(metaTemplates.change, {
      params: paramsOf(template),
      body: { enabled },
      ifMatch: template.version,
    });
    const back = async () => {
      await call(metaTemplates.change, { params: paramsOf(template), body: { enabled: !enabled }, ifMatch: version });
      changed();
    };
    toast({ tone: 'ok', text: text.switched(template.name, enabled), undo: back });
  }, changed);
}

/** Makes a template the default of its scope, or no longer; asks when another one loses the mark. */
export async function switchDefault(template: Known, changed: () => void): Promise<void> {
  const isDefault = !template.isDefault;
  await tried(async () => {
    if (isDefault && !(await mayTakeDefault(template))) return;
    await call(metaTemplates.change, { params: paramsOf(template), body: { isDefault }, ifMatch: template.version });
    toast({ tone: 'ok', text: isDefault ? text.defaultSet(template.name) : text.defaultTaken(template.name) });
  }, changed);
}

async function mayTakeDefault({ name, scope }: Known): Promise<boolean> {
  const { items } = await call(metaTemplates.list, { query: { scope, isDefault: 'true', total: 'false' } });
  const [former] = items;
  if (!former) return true;
  const { title, body, act } = text.confirmDefault;
  return confirm({ title: title(name, scopes[scope]), body: body(former.name), act });
}

/** Loads one shipped template, or all that are new. */
export async function loadTemplates(uuid: string | undefined, changed: () => void): Promise<void> {
  await tried(async () => {
    const outcomes = await call(metaTemplates.load, { body: uuid === undefined ? {} : { uuid } });
    const loaded = outcomes.filter(({ outcome }) => outcome === 'loaded').map(({ name }) => name);
    if (loaded.length > 0) toast({ tone: 'ok', text: text.available.loaded(loaded.join(', ')) });
    tellRefused(outcomes);
  }, changed);
}

function tellRefused(outcomes: readonly TemplateOutcome[]): void {
  for (const { outcome, name, reason } of outcomes)
    if (outcome === 'refused') toast({ tone: 'attention', text: name, ...(reason === null ? {} : { detail: reason }) });
}

/** Asks, deletes, and tells the outcome. */
export async function deleteTemplate(template: Known, onDeleted: () => void): Promise<void> {
  const { deletion } = text;
  const title = deletion.title(template.name, template.templateVersion);
  if (!(await confirm({ title, body: deletion.body, act: deletion.act, tone: 'danger' }))) return;
  try {
    await call(metaTemplates.remove, { params: paramsOf(template), ifMatch: template.version });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: deletion.done(template.name) });
  onDeleted();
}
