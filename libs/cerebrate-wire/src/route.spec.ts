import { describe, expect, test } from 'vitest';
import { mispRequests, recordedSteps, recording } from '../fixtures/index.js';
import { requiredFlags } from './controllers.js';
import { type DialectRoute, dialectRoute, loginRedirect } from './route.js';

const recorded = recordedSteps().map((step) => ({ step, exchange: recording(step.recording) }));
const routeOf = (url: string, accept?: string, method = 'GET') => dialectRoute({ method, url, accept });

/** The route of a request that must be one. */
function route(url: string, accept?: string): DialectRoute {
  const found = routeOf(url, accept);
  if (!found || 'refused' in found) throw new Error(`${url} is no route`);
  return found;
}

describe('a recorded request', () => {
  test.each(recorded)('$step.recording routes as it was answered', ({ step, exchange: { request, response } }) => {
    const found = routeOf(request.path, request.headers.accept, request.method);
    const body = step.body ?? '';
    if (found === null) {
      expect(['page', 'none']).toContain(body === '' ? 'none' : body);
      expect(response.headers['content-type']).toMatch(/^text\/html/);
    } else if ('refused' in found) {
      expect(response.status).toBe(found.refused);
    } else {
      expect(found.originalUrl).toBe(request.path);
      expect(found.search).toBe(request.path.split('?')[1] ?? '');
      if (response.status === 200) expect(requiredFlags(found.controller, found.action)).not.toBeNull();
      if (response.status === 200) expect(response.headers['content-type']).toContain(found.format);
    }
  });

  test('leads to JSON, CSV or a page exactly as its content type says', () => {
    for (const { step, exchange } of recorded) {
      const found = routeOf(exchange.request.path, exchange.request.headers.accept);
      const isPage = exchange.response.headers['content-type']?.startsWith('text/html') ?? false;
      // A disabled user and a CSV reader without a session are redirected as browsers are; both asked for data.
      const redirected = [
        'http/096-organisations-index-accept-csv.json',
        'http/148-individuals-index-csv.json',
        'http/765-auth-disabled-user.json',
      ];
      if (!redirected.includes(step.recording)) expect(found === null).toBe(isPage);
    }
  });

  test('of a MISP always finds the organisations or the sharing groups', () => {
    for (const { path, accept, method } of mispRequests()) {
      const controller = /sharing_?groups/i.test(path) ? 'sharingGroups' : 'organisations';
      expect(routeOf(path, accept, method)).toMatchObject({ controller, rest: true, format: 'json' });
      expect(routeOf(`/${path}`, accept, method)).toMatchObject({ controller });
    }
  });
});

describe('spelling of paths', () => {
  const json = 'application/json';

  test('takes dashes, camelCase and either first letter for the controller', () => {
    for (const name of ['sharingGroups', 'SharingGroups', 'sharing-groups', 'Sharing-Groups']) {
      expect(route(`/${name}/index.json`)).toMatchObject({ controller: 'sharingGroups', action: 'index', args: [] });
    }
    expect(route('/meta-template-name-directory.json').controller).toBe('metaTemplateNameDirectory');
  });

  test('refuses underscored, unknown and wrongly cased controllers with 404', () => {
    for (const url of [
      '/sharing_groups/index.json',
      '/nosuchthing/index.json',
      '/ORGANISATIONS.json',
      '/sharinggroups.json',
    ]) {
      expect(routeOf(url)).toEqual({ refused: 404, originalUrl: url });
    }
  });

  test('folds the action to camelCase', () => {
    expect(route('/broods/test-connection/1', json)).toMatchObject({ action: 'testConnection', args: ['1'] });
    expect(route('/organisations/View/1', json).action).toBe('view');
    expect(route('/organisations/view_tags/1', json).action).toBe('viewTags');
  });

  test('ignores double and trailing slashes, and an origin before the path', () => {
    expect(route('//organisations//view/3/', json)).toMatchObject({ action: 'view', args: ['3'] });
    expect(route('http://node.example/organisations/view/3.json?full=1')).toMatchObject({
      args: ['3'],
      search: 'full=1',
      originalUrl: '/organisations/view/3.json?full=1',
    });
  });

  test('names the action index and, at the top, the home of the instance', () => {
    expect(route('/organisations.json').action).toBe('index');
    expect(route('/', json)).toMatchObject({ controller: 'instance', action: 'home' });
  });

  test('takes an extension off the last segment only, and only json and csv', () => {
    expect(route('/userSettings/getMySettingByName/ui.bsTheme.json').args).toEqual(['ui.bsTheme']);
    expect(route('/organisations/index.xml?limit=1', json).action).toBe('index.xml');
    expect(routeOf('/organisations.json/view/1', json)).toEqual({
      refused: 404,
      originalUrl: '/organisations.json/view/1',
    });
    expect(requiredFlags('organisations', 'index.xml')).toBeNull();
  });

  test('takes extensions under /tags, too', () => {
    expect(route('/tags/index.json')).toMatchObject({ controller: 'tags', action: 'index', rest: true });
    expect(route('/tags/view/1', json)).toMatchObject({ controller: 'tags', action: 'view', args: ['1'] });
  });

  test('decodes arguments and refuses escapes that are not UTF-8', () => {
    expect(route('/tags/view/a%20b%2Fc', json).args).toEqual(['a b/c']);
    expect(routeOf('/tags/view/%ff', json)).toEqual({ refused: 400, originalUrl: '/tags/view/%ff' });
  });

  test('knows two lists under /open, as JSON only', () => {
    expect(route('/open/organisations.json')).toMatchObject({
      scope: 'open',
      controller: 'organisations',
      action: 'index',
    });
    expect(route('/open/individuals/index', json)).toMatchObject({ scope: 'open', controller: 'individuals' });
    for (const url of [
      '/open/users.json',
      '/open/organisations/view/1.json',
      '/open/organisations.csv',
      '/open.json',
    ]) {
      expect(routeOf(url)).toMatchObject({ refused: 404 });
    }
  });

  test('leaves our own API and the built files alone', () => {
    for (const url of ['/api/v1/openapi.json', '/api/index', '/assets/a.json', '/favicon.ico']) {
      expect(routeOf(url, url === '/favicon.ico' ? '*/*' : json)).toBeNull();
    }
  });
});

describe('what is read', () => {
  const list = '/organisations/index';

  test('is a page without Accept, with */*, and for every browser', () => {
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
    for (const accept of [undefined, '', '*/*', 'application/xml', browser, 'application/json;q=0']) {
      expect(routeOf(list, accept)).toBeNull();
    }
  });

  test('is JSON when Accept lists it, whatever its quality', () => {
    for (const accept of [
      'application/json',
      'text/html,Application/JSON;q=0.9',
      'application/json, text/plain, */*',
    ]) {
      expect(routeOf(list, accept)).toMatchObject({ format: 'json', rest: true, acceptsKey: true });
    }
  });

  test('is CSV by extension or Accept; only the extension or JSON beside it lets a key count', () => {
    expect(routeOf(`${list}.csv`)).toMatchObject({ format: 'csv', rest: false, acceptsKey: true });
    expect(routeOf(`${list}.csv`, 'application/json')).toMatchObject({ format: 'csv', rest: true });
    expect(routeOf(list, 'text/csv,application/json')).toMatchObject({ format: 'csv', rest: true });
    expect(routeOf(list, 'text/csv')).toMatchObject({ format: 'csv', rest: false, acceptsKey: false });
    expect(routeOf(`${list}.json`, 'text/csv')).toMatchObject({ format: 'json', rest: true });
  });

  test('without a session leads CSV readers to the log-in page as recorded', () => {
    const { request, response } = recording('http/096-organisations-index-accept-csv.json');
    expect(loginRedirect(request.path)).toBe(response.headers.location);
  });
});
