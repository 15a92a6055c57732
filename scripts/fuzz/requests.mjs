import fc from 'fast-check';

/**
 * @typedef {{ method: string, path: string, headers: Record<string, string>, body?: string, operation: string }} Request
 * @typedef {Record<string, any>} Schema
 */

/** What has broken programs before: in numbers, in texts, in shapes. */
const hostile = fc.oneof(
  fc.constantFrom(
    null,
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    "' or 1=1 --",
    '%',
    '%_\\',
    '../../etc/passwd',
    '<script>alert(1)</script>',
    '\u202egnp',
    'x'.repeat(70_000),
    '__proto__',
    'NaN',
    '1e400',
    '0x10',
    '-0',
    '2026-02-30',
    '0000-00-00 00:00:00',
    '::1/129',
    '10.0.0.0/33',
    'AS99999999999',
    '00000000-0000-0000-0000-000000000000',
    'constructor',
  ),
  fc.constantFrom(-1, 0, 2 ** 31, 2 ** 53, -(2 ** 63), 1.5, 1e308),
  fc.constantFrom(true, false),
  fc.constantFrom([], {}, [null], [[[]]], { id: { id: 1 } }, { constructor: null }, { '': '' }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
);

const formats = {
  uuid: fc.uuid(),
  email: fc.emailAddress(),
  uri: fc.webUrl(),
  'date-time': fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
    .map((at) => at.toISOString()),
  date: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
    .map((at) => at.toISOString().slice(0, 10)),
};

/**
 * Values that follow a schema of the document, as far as its words go; references are followed to a depth of six.
 * @param {Schema} schema @param {Schema} document @param {number} depth
 * @returns {fc.Arbitrary<any>}
 */
export function valuesOf(schema, document, depth = 0) {
  if (depth > 6) return fc.constant(null);
  const deeper = (/** @type {Schema} */ part) => valuesOf(part ?? {}, document, depth + 1);
  if (schema.$ref) return deeper(resolve(document, schema.$ref));
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(deeper));
  if (schema.allOf) return fc.tuple(...schema.allOf.map(deeper)).map((parts) => Object.assign({}, ...parts));
  const type = Array.isArray(schema.type) ? schema.type : [schema.type];
  return fc.oneof(...type.map((/** @type {string} */ one) => valuesOfType(one, schema, deeper)));
}

/**
 * @param {string} type @param {Schema} schema @param {(part: Schema) => fc.Arbitrary<any>} deeper
 * @returns {fc.Arbitrary<any>}
 */
function valuesOfType(type, schema, deeper) {
  if (type === 'null') return fc.constant(null);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min: clamp(schema.minimum, 0), max: clamp(schema.maximum, 500) });
  if (type === 'number') return fc.double({ noNaN: true, min: schema.minimum ?? 0, max: schema.maximum ?? 500 });
  if (type === 'string')
    return (
      formats[/** @type {keyof typeof formats} */ (schema.format)] ?? fc.string({ unit: 'grapheme', maxLength: 30 })
    );
  if (type === 'array') return fc.array(deeper(schema.items), { maxLength: 4 });
  if (type !== 'object') return fc.jsonValue({ maxDepth: 1 });
  const parts = Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, part]) => [key, deeper(part)]));
  return fc.record(parts, { requiredKeys: schema.required ?? [] });
}

/** @param {unknown} bound @param {number} otherwise */
const clamp = (bound, otherwise) => (Number.isSafeInteger(bound) ? Math.min(Number(bound), 2 ** 31 - 1) : otherwise);

/** @param {Schema} document @param {string} reference */
const resolve = (document, reference) =>
  reference
    .slice(2)
    .split('/')
    .reduce((at, step) => at?.[step.replace(/~1/g, '/').replace(/~0/g, '~')], /** @type {any} */ (document)) ?? {};

/**
 * A value with one of its places put out of order.
 * @param {fc.Arbitrary<any>} values
 */
function mutated(values) {
  return fc.tuple(values, hostile, fc.nat()).map(([value, wrong, at]) => {
    if (value === null || typeof value !== 'object') return wrong;
    const copy = structuredClone(value);
    const keys = Object.keys(copy);
    if (keys.length === 0) return wrong;
    const key = keys[at % keys.length] ?? '';
    const inner = copy[key];
    if (at % 3 === 0 && inner !== null && typeof inner === 'object' && Object.keys(inner).length > 0)
      inner[Object.keys(inner)[0] ?? ''] = wrong;
    else if (at % 7 === 1) delete copy[key];
    else copy[key] = wrong;
    return copy;
  });
}

/** @param {fc.Arbitrary<any>} values mostly as declared, one in three put out of order */
const mixed = (values) => fc.oneof({ weight: 2, arbitrary: values }, { weight: 1, arbitrary: mutated(values) });

/** @param {any} value */
const asWord = (value) => encode(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 6000);

/** Half a surrogate pair has no place in an address; it is sent as the sign that stands for it. @param {string} word */
const encode = (word) => encodeURIComponent(Buffer.from(word).toString());

/**
 * Requests to every operation of an API document, in turn as declared and put out of order.
 * @param {Schema} document an OpenAPI 3.1 document
 * @param {fc.Arbitrary<string>} references ids and uuids of records that are there
 * @returns {fc.Arbitrary<Request>}
 */
export function requestsTo(document, references) {
  const operations = Object.entries(document.paths).flatMap(([path, calls]) =>
    Object.entries(calls).map(([method, operation]) => requestTo({ path, method, operation }, document, references)),
  );
  return fc.oneof(...operations);
}

/**
 * @param {{ path: string, method: string, operation: Schema }} one @param {Schema} document
 * @param {fc.Arbitrary<string>} references
 * @returns {fc.Arbitrary<Request>}
 */
function requestTo({ path, method, operation }, document, references) {
  const parameters = (operation.parameters ?? []).map((/** @type {Schema} */ one) =>
    one.$ref ? resolve(document, one.$ref) : one,
  );
  const inPath = Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, references]));
  const query = Object.fromEntries(
    parameters
      .filter((/** @type {Schema} */ one) => one.in === 'query')
      .map((/** @type {Schema} */ one) => [one.name, valuesOf(one.schema ?? {}, document)]),
  );
  const names = Object.keys(query);
  return fc
    .record({
      places: fc.record(inPath),
      query: fc
        .subarray(names, { maxLength: Math.min(3, names.length) })
        .chain((some) => fc.record(pickOf(query, some))),
      body: bodyOf(operation, document),
      accept: fc.constantFrom('application/json', 'application/json', 'text/html', '*/*', 'text/csv', ','),
      spoiled: fc.option(fc.record({ at: fc.nat(), wrong: hostile }), { freq: 2 }),
    })
    .map(({ places, query, body, accept, spoiled }) => {
      if (spoiled) spoil(spoiled.at % 2 === 0 ? places : query, spoiled, names);
      return {
        method: method.toUpperCase(),
        operation: operation.operationId,
        path: path.replace(/\{(\w+)\}/g, (_all, name) => asWord(places[name])) + queryText(query),
        headers: { accept, ...(body.type === undefined ? {} : { 'content-type': body.type }) },
        ...(body.text === undefined ? {} : { body: body.text }),
      };
    });
}

/** @param {Record<string, any>} from @param {string[]} names */
const pickOf = (from, names) => Object.fromEntries(names.map((name) => [name, from[name]]));

/**
 * Puts one word out of order: of those there, or of those that could be.
 * @param {Record<string, any>} words @param {{ at: number, wrong: any }} how @param {string[]} names
 */
function spoil(words, { at, wrong }, names) {
  const keys = Object.keys(words).length > 0 ? Object.keys(words) : names;
  const key = keys[at % Math.max(1, keys.length)];
  if (key !== undefined) words[key] = wrong === '' ? ' ' : wrong;
}

/** @param {Record<string, any>} query */
function queryText(query) {
  const given = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${asWord(value)}`);
  return given.length > 0 ? `?${given.join('&')}` : '';
}

/**
 * @param {Schema} operation @param {Schema} document
 * @returns {fc.Arbitrary<{ type?: string, text?: string }>}
 */
function bodyOf(operation, document) {
  const content = operation.requestBody?.content;
  if (!content) return fc.constant({});
  const schema = content['application/json']?.schema ?? {};
  return fc.oneof(
    { weight: 10, arbitrary: mixed(valuesOf(schema, document)).map((value) => json(JSON.stringify(value))) },
    { weight: 1, arbitrary: fc.constantFrom('', '{', '[]', 'null', '"', '{"a":1}}', '\u0000', '{"a":NaN}').map(json) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        { type: 'application/x-www-form-urlencoded', text: 'a[b][c]=1&a=2&=3&%=4' },
        { type: 'multipart/form-data; boundary=x', text: '--x\r\nbroken' },
        { type: 'text/plain', text: 'words' },
        { type: 'application/json; charset=utf-7', text: '{}' },
        { text: '{}' },
      ),
    },
  );
}

/** @param {string | undefined} text */
const json = (text) => ({ type: 'application/json', text: text ?? 'null' });
