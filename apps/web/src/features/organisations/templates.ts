import { type FormTemplate, metaTemplates } from '@cerebrate/contract';
import { call, currentSession } from '../../api/index.js';

/** How long the templates of one session are good enough for columns and filters, in milliseconds. */
const freshFor = 60_000;

let kept:
  | { readonly of: unknown; readonly at: number; readonly templates: Promise<readonly FormTemplate[]> }
  | undefined;

/**
 * The enabled meta-templates of organisations, asked for at most once a minute: every keystroke in the list's search
 * would wait for them otherwise. When they cannot be had the list does without their columns and filters.
 */
export function organisationTemplates(): Promise<readonly FormTemplate[]> {
  const session = currentSession();
  if (kept && kept.of === session && Date.now() - kept.at < freshFor) return kept.templates;
  const templates = call(metaTemplates.forms, { params: { scope: 'organisation' } }).catch(() => {
    kept = undefined;
    return [];
  });
  kept = { of: session, at: Date.now(), templates };
  return templates;
}
