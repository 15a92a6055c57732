import { apiPrefix, type Endpoint } from '@cerebrate/contract';
import type { Ground } from './ground.js';
import type { Right } from './reach.js';
import { type Resource, resources } from './resources.js';
import { sampleOf } from './sample.js';
import { type At, isPrepared, needs, type RowRequest, setScene } from './scenes.js';

/**
 * Paths without rows of owners, by their beginnings: what lies there is everybody's who holds the permission, or the
 * caller's own and nobody else's can be named. A route that is neither here nor in `resources` fails the suite.
 */
export const ownerless: Readonly<Record<string, string>> = {
  '/account': 'the own account; no other can be named',
  '/audit': 'of the community; who may read it reads all of it',
  '/bookmarks': 'the own ones; no others can be named',
  '/brood-proposals': 'the work of community administrators',
  '/broods': 'the work of community administrators',
  '/connections': 'the work of instance and community administrators',
  '/connectors': 'the work of instance and community administrators',
  '/diagnostics': 'of the instance',
  '/enumeration-collections': 'of the community',
  '/events': 'what happens in the own view',
  '/exchange': 'records of the own view',
  '/exploration': 'numbers of the own view',
  '/field-rights': 'of the instance',
  '/fleet-proposals': 'of the instance',
  '/freshness': 'records of the own view',
  '/home': 'changes of the own view',
  '/imports': 'the work of community administrators',
  '/instance': 'of the instance',
  '/instance-key': 'public',
  '/keycloak': 'of the instance',
  '/mails': 'of the instance',
  '/meta-template-migrations': 'of the instance',
  '/meta-templates': 'of the instance',
  '/migrations': 'of the instance',
  '/mirrors': 'the work of instance and community administrators',
  '/notification-subscriptions': 'the own ones; no others can be named',
  '/notifications': 'the own ones',
  '/open': 'what people agreed to show to strangers',
  '/openapi.json': 'public',
  '/outbox': 'of the instance',
  '/permission-limitations': 'of the instance',
  '/provenance': 'records of the own view',
  '/refused-connectors': 'of the instance',
  '/registration': 'public',
  '/responsible': 'organisations of the own view',
  '/roles': 'everybody sees all of them; which ones may be changed is a matter of their flags, not of owners',
  '/saved-views': 'the own ones and those that are shared',
  '/search': 'records of the own view',
  '/session': 'the own one',
  '/sessions': 'the own ones',
  '/settings': 'of the instance',
  '/sign-in-options': 'public',
  '/signing-keys': 'of the instance',
  '/single-sign-on': 'the own sign-in',
  '/tags': 'of the community',
  '/topology': 'the work of community administrators',
  '/tools': 'the work of instance and community administrators',
  '/user-settings': 'the own ones; no others can be named',
  '/webhooks': 'of the community',
  '/welcome': 'public',
};

/** A route as it is asked for a row. */
export interface RowRoute {
  readonly named: string;
  readonly endpoint: Endpoint;
  readonly resource: Resource;
  readonly need: Exclude<Right, 'none'>;
  /** Whether something is made for each request, before it is asked. */
  readonly isPrepared: boolean;
  /** The request for that row. */
  ask(ground: Ground, at: At): Promise<RowRequest>;
}

/** The name of a route, as the tables call it. */
export const nameOf = (endpoint: Endpoint): string => `${endpoint.method} ${endpoint.path.replace(apiPrefix, '')}`;

/** The routes of an endpoint that name a row of somebody's: one for each kind of record that the path can name. */
export function rowRoutes(endpoint: Endpoint): RowRoute[] {
  const asked = endpoint.path.replace(apiPrefix, '');
  const forms = asked.includes('/:kind/')
    ? ['organisation', 'individual'].map((kind) => asked.replace('/:kind/', `/${kind}/`))
    : [asked];
  return forms.flatMap((form): RowRoute[] => {
    const found = resources.flatMap((resource) => resource.paths.map((path) => ({ resource, path })));
    const match = found.find(({ path }) => form === path || form.startsWith(`${path}/`));
    if (!match) return [];
    const named = `${endpoint.method} ${form}`;
    const [place = ''] = /:[a-z]+/.exec(match.path) ?? [];
    return [
      {
        named,
        endpoint,
        resource: match.resource,
        need: needs[named] ?? (endpoint.safe ? 'see' : 'change'),
        isPrepared: isPrepared(named),
        async ask(ground, at) {
          const scene = await setScene(named, ground, at);
          const query = new URLSearchParams(sampleOf(endpoint.query) as Record<string, string> | undefined);
          const path = form.replace(place, String(at.row)).replace(/:[a-z]+/g, String(scene.other ?? 999_999_999));
          return {
            path: `${apiPrefix}${path}${query.size > 0 ? `?${query}` : ''}`,
            method: endpoint.method,
            body: 'body' in scene ? scene.body : sampleOf(endpoint.body),
          };
        },
      },
    ];
  });
}

/** Whether a path begins like one that has no owners, or is of a resource without naming a row of it. */
export function isKnown(endpoint: Endpoint): boolean {
  const asked = endpoint.path.replace(apiPrefix, '');
  const begins = (beginning: string) =>
    asked === beginning || asked.startsWith(`${beginning}/`) || asked.startsWith(`${beginning}.`);
  return (
    rowRoutes(endpoint).length > 0 ||
    Object.keys(ownerless).some(begins) ||
    resources.some(({ paths }) => paths.some((path) => begins(path.slice(0, path.indexOf('/', 1)))))
  );
}
