import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { recordedSteps, recording } from '../fixtures/index.js';
import { requiredFlags } from './controllers.js';
import { listRules } from './lists.js';
import { wireOperations } from './openapi.js';
import { listParameters } from './openapi-operation.js';
import { dialectRoute } from './route.js';

describe('the operations for the API document', () => {
  test('name every operation once, by id and by line', () => {
    const ids = wireOperations.map(({ operationId }) => operationId);
    const lines = wireOperations.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(lines).size).toBe(lines.length);
  });

  test('route to the action they describe, which exists', () => {
    for (const { method, path, controller, action } of wireOperations) {
      const route = dialectRoute({ method, url: path.replace('{id}', '1'), accept: 'application/json' });
      expect(route).toMatchObject({ controller, action });
      expect(requiredFlags(controller, action)).not.toBeNull();
    }
  });

  test('describe every reply and body as JSON Schema', () => {
    for (const { reply, body } of wireOperations) {
      expect(z.toJSONSchema(reply, { io: 'input' })).toBeTypeOf('object');
      if (body) expect(z.toJSONSchema(body, { io: 'input' })).toBeTypeOf('object');
    }
  });

  test('cover every list that was recorded', () => {
    const documented = new Set(wireOperations.map(({ controller, action }) => `${controller}/${action}`));
    for (const { recording: path } of recordedSteps()) {
      const { request, response } = recording(path);
      const route = dialectRoute({ method: request.method, url: request.path, accept: request.headers.accept });
      if (!route || 'refused' in route || route.scope === 'open' || response.status !== 200) continue;
      if (route.action === 'index') expect(documented).toContain(`${route.controller}/index`);
    }
  });

  test('list the filters of an index under the names a query uses', () => {
    const names = listRules.organisations ? listParameters(listRules.organisations).map(({ name }) => name) : [];
    expect(names).toEqual(
      expect.arrayContaining(['limit', 'quickFilter', 'MetaFields_MetaTemplates_name', 'filteringTags[]', 'full']),
    );
  });
});
