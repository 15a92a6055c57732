import { describe, expect, it } from 'vitest';
import { MetaTemplateDefinition } from './meta-template-definition.js';

const template = {
  name: 'Team profile',
  namespace: 'example',
  description: 'An invented template.',
  version: 3,
  scope: 'organisation',
  uuid: '11111111-2222-4333-8444-555555555555',
  source: 'nobody',
  metaFields: [
    { field: 'Colour', type: 'select', values_list: ['red', 'green'], sane_default: ['red'] },
    { field: 'Phone', type: 'text', multiple: true, regex: '/^\\+[0-9\\-]*$/', link: 'https://phones.example/' },
  ],
};
const faults = (changes: object, field?: object) => {
  const metaFields = field ? [field] : template.metaFields;
  const parsed = MetaTemplateDefinition.safeParse({ ...template, metaFields, ...changes });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('a meta-template file', () => {
  it('is read as it is, with a missing description as none and its uuid in lower case', () => {
    expect(MetaTemplateDefinition.parse(template)).toEqual(template);
    const { description: _, ...bare } = template;
    const uuid = 'ABCDEF01-2222-4333-8444-555555555555';
    expect(MetaTemplateDefinition.parse({ ...bare, uuid })).toMatchObject({
      description: '',
      uuid: uuid.toLowerCase(),
    });
  });

  it.each([
    [{ extra: 1 }, 'Unrecognized key: "extra"'],
    [{ version: 0 }, 'version: must be 1 or more'],
    [{ version: 1.5 }, 'version: must be a whole number'],
    [{ version: '1' }, 'version: must be a whole number'],
    [{ scope: 'team' }, 'scope: is no scope; choose one of organisation, individual, user'],
    [{ uuid: 'x' }, 'uuid: is no uuid'],
    [{ name: ' ' }, 'name: is needed'],
    [{ source: undefined }, 'source: '],
    [{ metaFields: [] }, 'metaFields: a template needs at least one field'],
  ])('is refused with %j', (changes, message) => {
    expect(faults(changes).join('\n')).toContain(message);
  });

  it('is refused when two fields share a name', () => {
    const field = { field: 'Colour', type: 'text' };
    expect(faults({ metaFields: [field, field] })).toEqual([
      'metaFields.1.field: "Colour" names two fields; names must differ',
    ]);
  });

  it.each([
    [{ type: 'colour' }, 'metaFields.0.type: is no field type; choose one of text, select,'],
    [{ mandatory: true }, 'Unrecognized key: "mandatory"'],
    [{ regex: '(a)\\1' }, 'metaFields.0.regex: has a back-reference'],
    [{ regex: '' }, 'metaFields.0.regex: is empty'],
    [{ type: 'select' }, 'metaFields.0.values_list: is needed: a select field chooses from it'],
    [{ values_list: ['a', 'a'] }, 'metaFields.0.values_list.1: is in the list twice'],
    [{ type: 'asn', values_list: ['AS64500', 'x'] }, 'metaFields.0.values_list.1: "x" is no AS number'],
    [{ values_list: ['a'], sane_default: ['b'] }, 'metaFields.0.sane_default.0: "b" is not in the field\'s list'],
    [{ regex: '[a-z]+', sane_default: ['1'] }, 'metaFields.0.sane_default.0: "1" does not match'],
    [{ link: 'javascript:alert(1)' }, 'metaFields.0.link: must begin with https://, http:// or /'],
    [{ link: '//evil.example' }, 'metaFields.0.link: must begin'],
    [{ multiple: 1 }, 'metaFields.0.multiple: '],
  ])('is refused with a field of %j', (changes, message) => {
    expect(faults({}, { field: 'F', type: 'text', ...changes }).join('\n')).toContain(message);
  });
});
