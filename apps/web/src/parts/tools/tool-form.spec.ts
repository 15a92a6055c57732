import type { ToolField } from '@cerebrate/contract';
import { describe, expect, it } from 'vitest';
import { toolFormItems, toolFormValues } from './tool-fields.js';
import { toolSchema } from './tool-form.js';

const field = (key: string, input: ToolField['input'], rest: Partial<ToolField> = {}): ToolField => ({
  key,
  label: key,
  help: null,
  input,
  isRequired: false,
  choices: [],
  default: null,
  placeholder: null,
  ...rest,
});
const fields = [
  field('url', 'line', { isRequired: true }),
  field('authkey', 'secret', { isRequired: true }),
  field('role', 'choice', { choices: [{ value: 5, label: 'Sync user' }] }),
  field('rules', 'json'),
  field('tags', 'list'),
  field('push', 'boolean'),
];
const full = {
  url: 'https://misp.example',
  authkey: 'k',
  role: '5',
  rules: '{"a":1}',
  tags: ['tlp:red', ''],
  push: true,
};

describe('a form that a connector declares', () => {
  it('takes documents as text or from a file, and begins a sealed one empty', () => {
    const documents = [field('certificate', 'document'), field('key', 'secret-document')];
    expect(toolFormItems(documents, { at: 'params' })).toMatchObject([
      { name: 'params.certificate', input: 'textarea', file: expect.stringContaining('.pem') },
      { name: 'params.key', input: 'textarea', file: expect.stringContaining('.pem') },
    ]);
    expect(toolFormValues(documents, { certificate: 'PEM', key: 'PEM' })).toEqual({ certificate: 'PEM', key: '' });
  });

  it('sends what its inputs mean, not their text', () => {
    const meant = toolSchema(() => fields, 'settings').parse({ name: 'A', settings: full });
    expect(meant).toEqual({
      name: 'A',
      settings: { url: 'https://misp.example', authkey: 'k', role: 5, rules: { a: 1 }, tags: ['tlp:red'], push: true },
    });
  });

  it('tells each fault at its field', () => {
    const judged = toolSchema(() => fields, 'settings').safeParse({ settings: { ...full, url: '', rules: '{' } });
    expect(judged.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      'settings.rules must be JSON',
      'settings.url is needed',
    ]);
  });

  it('keeps a secret that nobody types anew, and forgets what was emptied', () => {
    const schema = toolSchema(() => fields, 'settings', { empty: 'null', kept: ['authkey'] });
    const { settings } = schema.parse({ settings: { ...full, authkey: '', role: '' } });
    expect(settings).toMatchObject({ role: null });
    expect(settings).not.toHaveProperty('authkey');
  });

  it('says nothing of a switch that is off where the own default of the tool holds', () => {
    const schema = toolSchema(() => [field('push', 'boolean'), field('tags', 'list')], 'options', {
      offIsSilent: true,
    });
    expect(schema.parse({ options: { push: false, tags: [] } })).toEqual({ options: {} });
  });

  it('begins with what there is, and never with a secret', () => {
    expect(toolFormValues(fields, { url: 'u', authkey: 'k', push: '1', rules: { a: 1 } })).toMatchObject({
      url: 'u',
      authkey: '',
      push: true,
      rules: '{\n  "a": 1\n}',
      tags: [],
    });
  });

  it('hides what is seldom chosen behind a switch, once there is much', () => {
    const many = [...fields, field('more', 'line')];
    const names = toolFormItems(many, { at: 'options', fold: true }).flatMap((item) =>
      'name' in item ? [`${item.name}${item.when ? ' (hidden)' : ''}`] : [],
    );
    expect(names).toEqual([
      'options.url',
      'options.authkey',
      'options.push',
      'withMore',
      'options.role (hidden)',
      'options.rules (hidden)',
      'options.tags (hidden)',
      'options.more (hidden)',
    ]);
  });
});
