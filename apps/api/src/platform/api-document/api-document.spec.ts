import { apiDocument, formsOf, TagList } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { type OpenApiDocument, type Operation, type Parameter, servedEndpoints } from '../../kernel/index.js';

type Node = Record<string, unknown>;

/** Every object of the document with the way to it. */
function* objectsIn(value: unknown, path = '#'): Generator<[string, Node]> {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) yield [path, value as Node];
  for (const [key, part] of Object.entries(value))
    yield* objectsIn(part, `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`);
}

function resolve(document: unknown, reference: string): unknown {
  const steps = reference
    .slice(2)
    .split('/')
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  return steps.reduce<unknown>((at, step) => (at as Node | undefined)?.[step], document);
}

describe('the API document', () => {
  let house: House;
  let document: OpenApiDocument;
  let operations: { path: string; method: string; operation: Operation }[];
  beforeAll(async () => {
    house = await startHouse();
    const { status, body } = await house.call(apiDocument, { key: '' });
    expect(status).toBe(200);
    document = body as unknown as OpenApiDocument;
    operations = Object.entries(document.paths).flatMap(([path, calls]) =>
      Object.entries(calls).map(([method, operation]) => ({ path, method, operation })),
    );
  });
  afterAll(() => house.stop());

  it('is OpenAPI 3.1 with a title and a version', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Cerebrate', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  });

  it('describes every endpoint of our own API that is served, and no other path under it', () => {
    const served = servedEndpoints
      .filter(({ path }) => path.startsWith('/api/v1'))
      .flatMap((endpoint) => formsOf(endpoint).map(({ path }) => ({ method: endpoint.method, path })))
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
    const told = operations
      .filter(({ path }) => path.startsWith('/api/v1'))
      .map(({ method, path }) => `${method} ${path}`);
    expect(told.sort()).toEqual(served.sort());
  });

  it('describes the paths of the original beside them', () => {
    const dialect = operations.filter(({ operation }) => operation.tags.includes('Cerebrate 1.35 dialect'));
    expect(dialect.map(({ operation }) => operation.operationId)).toEqual(
      expect.arrayContaining([
        'getOrganisations',
        'getOrganisationById',
        'addOrganisation',
        'tagOrganisationById',
        'getTags',
      ]),
    );
  });

  it('refers to nothing that is not there', () => {
    for (const [path, node] of objectsIn(document)) {
      const { $ref } = node;
      if (typeof $ref !== 'string') continue;
      expect($ref, path).toMatch(/^#\//);
      expect(resolve(document, $ref), `${path} refers to ${$ref}`).toBeTypeOf('object');
    }
  });

  it('declares every parameter of a path, and each parameter once', () => {
    for (const { path, method, operation } of operations) {
      const parameters = operation.parameters ?? [];
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = parameters.filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name).sort(), `${method} ${path}`).toEqual(inPath.sort());
      expect(declared.every(({ required }) => required === true)).toBe(true);
      const keys = parameters.map((parameter: Parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(keys).size, `${method} ${path}`).toBe(keys.length);
    }
  });

  it('names each operation once, with a summary, a known tag and known security', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const tags = document.tags.map(({ name }) => name);
    const schemes = Object.keys(document.components.securitySchemes);
    for (const { operation } of operations) {
      expect(operation.summary.length, operation.operationId).toBeGreaterThan(3);
      expect(tags).toEqual(expect.arrayContaining([...operation.tags]));
      for (const need of operation.security ?? []) expect(schemes).toEqual(expect.arrayContaining(Object.keys(need)));
      expect(Object.keys(operation.responses).every((code) => /^[1-5]\d\d$/.test(code))).toBe(true);
    }
  });

  it('uses only the types of JSON Schema', () => {
    const known = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'];
    for (const [path, schema] of objectsIn(document.components.schemas)) {
      if (path.endsWith('/properties') || !('type' in schema) || typeof schema['type'] === 'object') continue;
      expect(known, path).toContain(schema['type']);
    }
  });

  it('prints the filters of a list from its declaration', () => {
    const { parameters = [] } = document.paths['/api/v1/tags']?.['get'] ?? {};
    const names = parameters.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'q',
        'sort',
        'page',
        'limit',
        'total',
        ...Object.keys(TagList.fields).filter((name) => name !== 'created'),
      ]),
    );
    expect(names).toEqual(expect.arrayContaining(['created.gte', 'created.lte']));
  });

  it('says who may call what', () => {
    const create = document.paths['/api/v1/tags']?.['post'];
    expect(create?.description).toContain('tag:write');
    expect(create?.security).toEqual([{ authKey: [] }, { session: [], csrf: [] }]);
    expect(document.paths['/api/v1/openapi.json']?.['get']?.security).toEqual([]);
    expect(create?.responses['400']).toEqual({ $ref: '#/components/responses/Problem400' });
  });
});
