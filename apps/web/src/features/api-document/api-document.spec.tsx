import { apiDocument } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { type ApiDocument, curlOf, topicsOf, typeWords } from './document.js';
import { feature } from './routes.js';

const ref = { $ref: '#/components/schemas/Tag' };
const document: ApiDocument & { openapi: string } = {
  openapi: '3.1.0',
  info: { title: 'Cerebrate', version: '0.1.0' },
  tags: [{ name: 'Search' }, { name: 'Tags' }],
  paths: {
    '/api/v1/tags/{ref}': {
      get: {
        operationId: 'v1GetTagsByRef',
        tags: ['Tags'],
        summary: 'One tag',
        description: 'Needs the permission `tag:read`.',
        parameters: [
          { name: 'ref', in: 'path', required: true, description: 'Id or uuid', schema: { type: 'string' } },
        ],
        responses: {
          200: { description: 'Done', content: { 'application/json': { schema: ref } } },
          404: { $ref: '#/components/responses/Problem404' },
        },
      },
      patch: {
        operationId: 'v1PatchTagsByRef',
        tags: ['Tags'],
        summary: 'Renames a tag',
        requestBody: { content: { 'application/json': { schema: ref } } },
        responses: {
          200: { description: 'Done', content: { 'application/json': { schema: { type: 'array', items: ref } } } },
        },
      },
    },
    '/api/v1/search': {
      get: {
        operationId: 'v1GetSearch',
        tags: ['Search'],
        summary: 'Searches',
        responses: { 200: { description: 'Done' } },
      },
    },
  },
  components: {
    schemas: {
      Tag: {
        type: 'object',
        properties: { name: { type: 'string' }, parent: { anyOf: [ref, { type: 'null' }] } },
        required: ['name'],
      },
    },
    responses: {
      Problem404: {
        description: 'There is no such record',
        content: { 'application/problem+json': { schema: { type: 'object' } } },
      },
    },
  },
};

describe('the API page', () => {
  beforeEach(() => {
    signedIn();
    fakeApi().on(apiDocument, () => document as never);
  });

  it('lists the calls by topic', async () => {
    renderRoute('/api/index', [feature]);
    expect(await screen.findByRole('heading', { name: 'Tags' })).toBeDefined();
    expect(screen.getAllByText('/api/v1/tags/{ref}')).toHaveLength(2);
    expect(screen.getByText('Cerebrate 0.1.0, OpenAPI 3.1, printed from the program itself.')).toBeDefined();
  });

  it('finds calls by path, word and permission, and keeps the filter in the address', async () => {
    const page = renderRoute('/api/index', [feature]);
    fireEvent.change(await screen.findByLabelText('Filter calls'), { target: { value: 'tag:read' } });
    expect(screen.getAllByText('/api/v1/tags/{ref}')).toHaveLength(1);
    expect(screen.queryByText('/api/v1/search')).toBeNull();
    await waitFor(() => expect(page.address()).toBe('/api/index?q=tag%3Aread'));
  });

  it('opens the call that the address names with parameters, fields and answers', async () => {
    renderRoute('/api/index#v1GetTagsByRef', [feature]);
    expect(await screen.findByText('Id or uuid')).toBeDefined();
    expect(screen.getByText('parent')).toBeDefined();
    expect(screen.getByText(/There is no such record/)).toBeDefined();
  });
});

describe('the words of the document', () => {
  it.each([
    [ref, 'Tag'],
    [{ type: 'string', format: 'uuid' }, 'string (uuid)'],
    [{ type: 'array', items: ref }, 'list of Tag'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ enum: ['a', 'b'] }, '"a" | "b"'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'map to integer'],
    [{}, 'anything'],
    [undefined, 'anything'],
  ])('tell the type of %j', (schema, words) => expect(typeWords(schema)).toBe(words));

  it('write a call for the shell', () => {
    const [, tags] = topicsOf(document, '');
    expect(tags?.calls.map((call) => curlOf(call, 'https://node.example'))).toEqual([
      "curl -H 'Authorization: YOUR_AUTH_KEY' 'https://node.example/api/v1/tags/{ref}'",
      "curl -X PATCH -H 'Authorization: YOUR_AUTH_KEY' -H 'Content-Type: application/json' -d '{…}' 'https://node.example/api/v1/tags/{ref}'",
    ]);
  });
});
