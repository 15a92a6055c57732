import { type FormTemplate, type MetaTemplateScope, metaTemplates } from '@cerebrate/contract';
import { call, currentSession } from '../../api/index.js';

/** How long the templates of one session are good enough for columns and filters, in milliseconds. */
const freshFor = 60_000;

interface Kept {
  readonly of: unknown;
  readonly at: number;
  readonly templates: Promise<readonly FormTemplate[]>;
}
const kept = new Map<MetaTemplateScope, Kept>();

/**
 * The enabled meta-templates of a scope, asked for at most once a minute: every keystroke in a list's search would
 * wait for them otherwise. When they cannot be had the list does without their columns and filters.
 */
export function listedTemplates(scope: MetaTemplateScope): Promise<readonly FormTemplate[]> {
  const session = currentSession();
  const known = kept.get(scope);
  if (known && known.of === session && Date.now() - known.at < freshFor) return known.templates;
  const templates = call(metaTemplates.forms, { params: { scope } }).catch(() => {
    kept.delete(scope);
    return [];
  });
  kept.set(scope, { of: session, at: Date.now(), templates });
  return templates;
}
