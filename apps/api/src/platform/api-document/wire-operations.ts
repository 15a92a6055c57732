import { type WireOperation, wireNotes, wireOperations } from '@cerebrate/cerebrate-wire';
import * as z from 'zod';
import { type ForeignOperations, type Operation, type Parameter, SchemaBook } from '../../kernel/index.js';

const WireError = z.strictObject({ message: z.string(), url: z.string(), code: z.int() }).meta({ id: 'Error' });
const tag = 'Cerebrate 1.35 dialect';

/** The original's own paths, for the document of a node that also answers to them (FEATURES API-05). */
export function dialectOperations(): ForeignOperations {
  const book = new SchemaBook('Wire');
  for (const { reply } of wireOperations) book.schemaOf(reply, 'output');
  const paths: Record<string, Record<string, Operation>> = {};
  for (const operation of wireOperations) {
    const method = operation.method.toLowerCase();
    paths[operation.path] = { ...paths[operation.path], [method]: operationOf(operation, book) };
  }
  return {
    tag: { name: tag, description: `${wireNotes.media} ${wireNotes.security} Errors: ${wireNotes.errors}` },
    paths,
    schemas: book.components(),
  };
}

function operationOf(
  { operationId, path, summary, parameters, body, reply }: WireOperation,
  book: SchemaBook,
): Operation {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(
    ([, name = '']): Parameter => ({
      name,
      in: 'path',
      required: true,
      description: 'Id or uuid of the record',
      schema: { type: 'string' },
    }),
  );
  const inQuery = parameters.map(
    ({ name, description }): Parameter => ({ name, in: 'query', description, schema: { type: 'string' } }),
  );
  const refused = {
    description: 'Refused',
    content: { 'application/json': { schema: book.schemaOf(WireError, 'output') } },
  };
  return {
    operationId,
    tags: [tag],
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: book.schemaOf(body, 'input') } } } }
      : {}),
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: book.schemaOf(reply, 'output') } } },
      ...(inPath.length > 0 ? { 404: refused } : {}),
      405: refused,
    },
    security: [{ authKey: [] }],
  };
}
