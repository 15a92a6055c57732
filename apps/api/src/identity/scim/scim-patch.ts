import { type ScimResource as Patchable, type ScimPatchOperation, scimPatch } from 'scim-patch';
import * as z from 'zod';
import { scimFault } from './scim-fault.js';
import { type ScimResource, scim } from './scim-words.js';

const Operation = z.looseObject({
  op: z
    .string()
    .transform((op) => op.toLowerCase())
    .pipe(z.enum(['add', 'replace', 'remove'])),
  path: z.string().max(500).optional(),
  value: z.unknown().optional(),
});
const Patch = z.looseObject({ Operations: z.array(Operation).min(1).max(1000) });
type Operation = z.output<typeof Operation>;

/** Prefixes of attributes of the core schemas, which mean the attribute itself. */
const core = new RegExp(`^(?:${scim.user}|${scim.group}):`, 'i');

/**
 * What a resource would be after a PATCH (RFC 7644 §3.5.2), also in the ways Entra writes one: operations with a capital,
 * `{"name.givenName": …}` without a path, `"active": "False"`, members removed by a list of values. Throws a fault for
 * what cannot be read; what no such attribute exists for is left out by whoever reads the result.
 */
export function patched(resource: ScimResource, body: unknown): Record<string, unknown> {
  const read = Patch.safeParse(body);
  if (!read.success)
    throw scimFault('invalidSyntax', "a PATCH needs 'Operations', each with an op of add, replace or remove");
  const operations = read.data.Operations.flatMap(spread).flatMap(withoutLists);
  for (const operation of operations) requirePlainNames(operation);
  let result = structuredClone(resource) as unknown as Patchable;
  for (const operation of operations) result = applied(result, operation);
  return result as unknown as Record<string, unknown>;
}

function applied(resource: Patchable, operation: Operation): Patchable {
  try {
    return scimPatch(resource, [operation as ScimPatchOperation], { treatMissingAsAdd: true });
  } catch (error) {
    // to take away what is not there changes nothing
    if (
      operation.op === 'remove' &&
      /not found|no target|NoTarget/i.test(`${(error as Error).name} ${(error as Error).message}`)
    )
      return resource;
    throw scimFault('invalidPath', `the operation on '${(operation.path ?? '').slice(0, 100)}' cannot be carried out`);
  }
}

/** An operation without a path as one for each attribute of its value; dotted names are paths. */
function spread(operation: Operation): Operation[] {
  const path = operation.path?.replace(core, '');
  if (path !== undefined && path !== '') return [{ ...operation, path }];
  if (operation.op === 'remove') throw scimFault('noTarget', "a 'remove' needs a path");
  if (typeof operation.value !== 'object' || operation.value === null || Array.isArray(operation.value))
    throw scimFault('invalidValue', 'an operation without a path needs an object of attributes');
  return Object.entries(operation.value).flatMap(([key, value]): Operation[] => {
    const name = key.replace(core, '');
    return name.toLowerCase() === 'schemas' || name === 'id' || name === 'meta'
      ? []
      : [{ op: operation.op, path: name, value }];
  });
}

/** `remove members` with a list of values as one removal for each (Entra). */
function withoutLists(operation: Operation): Operation[] {
  const { op, path = '', value } = operation;
  if (op !== 'remove' || !Array.isArray(value) || !/^[a-z]+$/i.test(path)) return [operation];
  return value.map((one) => {
    const id: unknown = typeof one === 'object' && one !== null ? (one as { value?: unknown }).value : one;
    if (typeof id !== 'string' || id.includes('"')) throw scimFault('invalidValue', 'a value to remove needs its id');
    return { op: 'remove' as const, path: `${path}[value eq "${id}"]` };
  });
}

/** Names that would reach what every object of the program shares. */
const shared = /^(?:__proto__|prototype|constructor)$/i;

/** Throws a fault for an operation whose path or value names what is no attribute but a part of the language. */
function requirePlainNames({ path = '', value }: Operation): void {
  const names = path.replace(/"(?:[^"\\]|\\.)*"/g, '').split(/[^\w$]+/);
  if (names.some((name) => shared.test(name)) || holdsShared(value))
    throw scimFault('invalidPath', 'an operation names no attribute of a user or a group');
}

const holdsShared = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, part]) => shared.test(key) || holdsShared(part));
