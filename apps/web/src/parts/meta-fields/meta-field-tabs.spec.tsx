import type { MetaFieldValue } from '@cerebrate/contract';
import { fireEvent, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { describe, expect, it } from 'vitest';
import { MetaFieldsTabs } from './meta-field-tabs.js';

let id = 0;
const value = (field: string, text: string, more: Partial<MetaFieldValue> = {}): MetaFieldValue => ({
  id: ++id,
  fieldId: 5,
  value: text,
  uuid: '5f0c8a1e-8f6d-4a51-9d86-4f8f1d1a2b3c',
  templateId: 1,
  templateUuid: 'faca6acc-23e0-4585-8fd8-4379e3a6250d',
  templateVersion: '1',
  templateName: 'Constituency',
  namespace: 'cerebrate',
  field,
  type: 'text',
  link: null,
  created: '2026-11-22T00:00:00Z',
  modified: '2026-11-22T00:00:00Z',
  ...more,
});
const show = (values: readonly MetaFieldValue[]) =>
  render(
    <MemoryRouter>
      <MetaFieldsTabs values={values} index="/organisations/index" />
    </MemoryRouter>,
  );
const linkOf = (name: string) => screen.getByRole('link', { name }).getAttribute('href');

describe('the meta-fields of a record', () => {
  it('stand in a tab for each template with their number; versions are told apart', () => {
    const other = { templateUuid: 'a89c80d0-7019-422a-b45b-fe59532886c7', templateName: 'FIRST', templateId: 2 };
    show([
      value('Sector', 'a'),
      value('Sector', 'b'),
      value('team', 'c', other),
      value('team', 'd', { ...other, templateVersion: '2' }),
    ]);
    expect(screen.getAllByRole('tab').map((tab) => tab.textContent)).toEqual([
      'Constituency2',
      'FIRST v11',
      'FIRST v21',
    ]);
    fireEvent.click(screen.getByRole('tab', { name: /FIRST v2/ }));
    expect(screen.getByText('d')).toBeDefined();
  });

  it('lead from a network, an AS number and a domain to who answers for them', () => {
    show([
      value('IPv4 address', '192.0.2.0/24', { type: 'ipv4' }),
      value('AS Number', '64500'),
      value('Domain', 'circl.lu'),
    ]);
    expect(linkOf('192.0.2.0/24')).toBe('/organisations/index?q=192.0.2.0%2F24');
    expect(linkOf('64500')).toBe('/organisations/index?q=AS64500');
    expect(linkOf('circl.lu')).toBe('/organisations/index?q=circl.lu');
  });

  it('lead from any other value to the records that share it', () => {
    show([value('Sector', 'Energy & gas')]);
    expect(linkOf('Find what has Energy & gas')).toBe('/organisations/index?meta.5=Energy+%26+gas');
  });

  it('follow a link pattern and link web addresses, but nothing that could run', () => {
    show([
      value('ticket', 'A 1', { link: 'https://tracker.example/{value}' }),
      value('site', 'https://circl.lu', { type: 'url' }),
      value('bad', 'javascript:alert(1)', { type: 'url' }),
      value('mail', 'info@circl.lu', { type: 'email' }),
    ]);
    expect(linkOf('A 1')).toBe('https://tracker.example/A%201');
    expect(linkOf('https://circl.lu')).toBe('https://circl.lu');
    expect(linkOf('info@circl.lu')).toBe('mailto:info@circl.lu');
    expect(screen.queryByRole('link', { name: 'javascript:alert(1)' })).toBeNull();
  });

  it('say so when the template is unknown here, and do not search by a field that is none', () => {
    show([value('theirs', 'x', { templateId: null, fieldId: null })]);
    expect(screen.getByText(/does not have the template/)).toBeDefined();
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('show the first of thousands of values until the rest is asked for', () => {
    show(Array.from({ length: 200 }, (_, n) => value('IPv4 address', `10.0.${n}.0/24`, { type: 'ipv4' })));
    expect(screen.getAllByRole('link')).toHaveLength(60);
    fireEvent.click(screen.getByRole('button', { name: 'Show all 200' }));
    expect(screen.getAllByRole('link')).toHaveLength(200);
  });
});
