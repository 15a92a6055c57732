import * as z from 'zod';
import type { MispServer } from './shapes.js';

const text = (title: string, description?: string) => ({ title, ...(description ? { description } : {}) });
const words = (title: string, description: string) =>
  z.array(z.string().trim().min(1).max(255)).max(500).optional().meta({ title, description });
const yes = (title: string, description?: string) => z.boolean().optional().meta(text(title, description));

/** What may pass a link and what not: tags and organisations, allowed and blocked, one way. */
const rules = {
  pushTagsAllowed: words('Push: allowed tags', 'Only events with one of these tags are pushed.'),
  pushTagsBlocked: words('Push: blocked tags', 'Events with one of these tags are not pushed.'),
  pushOrgsAllowed: words(
    'Push: allowed organisations',
    'Only events made by one of these are pushed; names or numbers.',
  ),
  pushOrgsBlocked: words('Push: blocked organisations', 'Events made by one of these are not pushed.'),
  pullTagsAllowed: words('Pull: allowed tags', 'Only events with one of these tags are pulled.'),
  pullTagsBlocked: words('Pull: blocked tags', 'Events with one of these tags are not pulled.'),
  pullOrgsAllowed: words('Pull: allowed organisations', 'Only events made by one of these are pulled.'),
  pullOrgsBlocked: words('Pull: blocked organisations', 'Events made by one of these are not pulled.'),
  pullUrlParams: z
    .string()
    .max(10_000)
    .optional()
    .meta({ title: 'Pull: further filter', description: 'Search parameters for the other MISP, as JSON.', long: true }),
};

/** What an operator chooses for their side of a connection; all of it optional, nothing chosen is MISP's own default. */
export const LinkOptions = z.object({
  push: yes('Push', 'Our events go there.'),
  pull: yes('Pull', 'Their events come here.'),
  caching_enabled: yes('Cache', 'Their values are looked up here without pulling events.'),
  push_sightings: yes('Push sightings'),
  push_galaxy_clusters: yes('Push galaxy clusters'),
  pull_galaxy_clusters: yes('Pull galaxy clusters'),
  push_analyst_data: yes('Push analyst data'),
  pull_analyst_data: yes('Pull analyst data'),
  self_signed: yes('Self-signed', 'Their certificate is vouched for by no known authority.'),
  skip_proxy: yes('Without the proxy'),
  ...rules,
});
export type LinkOptions = z.infer<typeof LinkOptions>;

type Rules = Pick<LinkOptions, keyof typeof rules>;
type Lists = readonly (readonly string[] | undefined)[];

/** Whether rules of one direction are told: a rule is given, or the rules that were are taken away. */
const areTold = (lists: Lists, isChange: boolean): boolean =>
  lists.some((list) => (isChange ? list !== undefined : (list ?? []).length > 0));

function pushRules(given: Rules, isChange: boolean): string | undefined {
  const { pushTagsAllowed, pushTagsBlocked, pushOrgsAllowed, pushOrgsBlocked } = given;
  if (!areTold([pushTagsAllowed, pushTagsBlocked, pushOrgsAllowed, pushOrgsBlocked], isChange)) return undefined;
  return JSON.stringify({
    tags: { OR: pushTagsAllowed ?? [], NOT: pushTagsBlocked ?? [] },
    orgs: { OR: pushOrgsAllowed ?? [], NOT: pushOrgsBlocked ?? [] },
  });
}

function pullRules(given: Rules, isChange: boolean): string | undefined {
  const { pullTagsAllowed, pullTagsBlocked, pullOrgsAllowed, pullOrgsBlocked, pullUrlParams } = given;
  const lists = [pullTagsAllowed, pullTagsBlocked, pullOrgsAllowed, pullOrgsBlocked];
  if (!areTold(lists, isChange) && (pullUrlParams ?? '') === '') return undefined;
  return JSON.stringify({
    tags: { OR: pullTagsAllowed ?? [], NOT: pullTagsBlocked ?? [] },
    orgs: { OR: pullOrgsAllowed ?? [], NOT: pullOrgsBlocked ?? [] },
    type_attributes: { NOT: [] },
    type_objects: { NOT: [] },
    url_params: pullUrlParams ?? '',
  });
}

/**
 * The choices as fields of MISP's `servers/add` and `servers/edit`; none chosen, no field. A change also tells rules
 * that are empty now.
 */
export function linkFields(options: LinkOptions, isChange = false): Record<string, unknown> {
  const switches = Object.entries(options).filter(([, value]) => typeof value === 'boolean');
  const push = pushRules(options, isChange);
  const pull = pullRules(options, isChange);
  return {
    ...Object.fromEntries(switches),
    ...(push === undefined ? {} : { push_rules: push }),
    ...(pull === undefined ? {} : { pull_rules: pull }),
  };
}

const kept = (list: readonly unknown[] | undefined): string[] => (list ?? []).map(String);

/** Rules of one direction as MISP keeps them; text that is no such JSON counts as none. */
function readRules(text: string | null): z.infer<typeof StoredRules> {
  try {
    return StoredRules.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

const StoredLists = z
  .looseObject({ OR: z.array(z.unknown()).optional(), NOT: z.array(z.unknown()).optional() })
  .optional();
const StoredRules = z.looseObject({ tags: StoredLists, orgs: StoredLists, url_params: z.string().optional() });

/** The choices a link of MISP has now. */
export function optionsOf(server: MispServer): LinkOptions {
  const push = readRules(server.push_rules);
  const pull = readRules(server.pull_rules);
  const switches = Object.keys(LinkOptions.shape).filter((key) => typeof server[key] === 'boolean');
  return {
    ...Object.fromEntries(switches.map((key) => [key, server[key]])),
    pushTagsAllowed: kept(push.tags?.OR),
    pushTagsBlocked: kept(push.tags?.NOT),
    pushOrgsAllowed: kept(push.orgs?.OR),
    pushOrgsBlocked: kept(push.orgs?.NOT),
    pullTagsAllowed: kept(pull.tags?.OR),
    pullTagsBlocked: kept(pull.tags?.NOT),
    pullOrgsAllowed: kept(pull.orgs?.OR),
    pullOrgsBlocked: kept(pull.orgs?.NOT),
    pullUrlParams: pull.url_params ?? '',
  };
}
