import type { FormTemplate, MetaFieldInput, MetaFieldValue } from '@cerebrate/contract';
import { fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { aField } from '../../../test/fields.js';
import type { Issue } from '../../ui/index.js';
import { MetaFieldsEditor } from './meta-fields-editor.js';

const constituency: FormTemplate = {
  id: 1,
  uuid: 'faca6acc-23e0-4585-8fd8-4379e3a6250d',
  templateVersion: 1,
  name: 'Constituency',
  namespace: 'cerebrate',
  description: '',
  isDefault: true,
  fields: [
    aField(11, 'Networks', 'ipv4', { multiple: true }),
    aField(12, 'Level', 'select', { valuesList: ['low', 'high'] }),
    aField(13, 'Approved', 'boolean'),
    aField(14, 'Code', 'text', { regex: '[a-z]{2}', saneDefault: ['lu', 'be'] }),
    aField(15, 'Colours', 'select', { multiple: true, valuesList: ['red', 'green'] }),
  ],
};
const other: FormTemplate = {
  ...constituency,
  id: 2,
  name: 'Other',
  isDefault: false,
  fields: [aField(21, 'Since', 'date')],
};

const value = (id: number, fieldId: number, text: string): MetaFieldValue => ({
  id,
  fieldId,
  value: text,
  uuid: '5f0c8a1e-8f6d-4a51-9d86-4f8f1d1a2b3c',
  templateId: 1,
  templateUuid: constituency.uuid,
  templateVersion: '1',
  templateName: 'Constituency',
  namespace: 'cerebrate',
  field: 'x',
  type: 'text',
  link: null,
  created: '2026-11-22T00:00:00Z',
  modified: '2026-11-22T00:00:00Z',
});

let latest: MetaFieldInput;

function Harness({
  stored = [],
  issues = [],
}: {
  readonly stored?: readonly MetaFieldValue[];
  readonly issues?: readonly Issue[];
}) {
  const [input, setInput] = useState<MetaFieldInput>([]);
  latest = input;
  const control = {
    id: 'meta',
    name: 'metaFields',
    label: 'Meta fields',
    value: input,
    invalid: issues.length > 0,
    describedBy: undefined,
    disabled: false,
    required: false,
    issues,
    onBlur: () => undefined,
    onChange: (next: unknown) => setInput(next as MetaFieldInput),
  };
  return <MetaFieldsEditor control={control} templates={[constituency, other]} stored={stored} />;
}

const type = (label: string, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });

describe('the editor of meta-fields', () => {
  it('hands over the fields that differ from what is stored, and nothing when all is as it was', () => {
    render(<Harness stored={[value(1, 11, '192.0.2.0/24'), value(2, 14, 'lu')]} />);
    expect(latest).toEqual([]);
    type('Networks 1', '198.51.100.0/24');
    expect(latest).toEqual([{ fieldId: 11, values: ['198.51.100.0/24'] }]);
    type('Code', '');
    expect(latest).toEqual([
      { fieldId: 11, values: ['198.51.100.0/24'] },
      { fieldId: 14, values: [] },
    ]);
    type('Code', 'lu');
    type('Networks 1', '192.0.2.0/24 ');
    expect(latest).toEqual([]);
  });

  it('adds rows for further values and takes a paste of many', () => {
    render(<Harness stored={[value(1, 11, '192.0.2.0/24')]} />);
    fireEvent.click(screen.getByRole('button', { name: /Add another Networks/ }));
    expect(latest).toEqual([]);
    fireEvent.paste(screen.getByLabelText('Networks 2'), {
      clipboardData: { getData: () => '10.0.0.0/8\n198.51.100.1' },
    });
    expect(latest).toEqual([{ fieldId: 11, values: ['192.0.2.0/24', '10.0.0.0/8', '198.51.100.1'] }]);
  });

  it('offers lists as choices, flags as yes, no and not set, and suggestions without insisting on them', () => {
    render(<Harness />);
    const level = screen.getByLabelText<HTMLSelectElement>('Level');
    expect([...level.options].map((option) => option.value)).toEqual(['', 'low', 'high']);
    fireEvent.change(level, { target: { value: 'high' } });
    fireEvent.change(screen.getByLabelText('Approved'), { target: { value: '1' } });
    const code = screen.getByLabelText<HTMLInputElement>(/^Code/);
    expect([...(code.list?.querySelectorAll('option') ?? [])].map((option) => option.value)).toEqual(['lu', 'be']);
    expect(latest).toEqual([
      { fieldId: 12, values: ['high'] },
      { fieldId: 13, values: ['1'] },
    ]);
    fireEvent.change(level, { target: { value: '' } });
    expect(latest).toEqual([{ fieldId: 13, values: ['1'] }]);
  });

  it('judges by the rules of the API once the typing rests, and shows the tab that holds the fault', async () => {
    render(<Harness />);
    type('Networks 1', '10.5.3.4/16');
    expect(await screen.findByText('10.5.3.4/16 has host bits set; the network is 10.5.0.0/16')).toBeDefined();
    expect(within(screen.getByRole('tab', { name: /Constituency/ })).getByLabelText('1 fault')).toBeDefined();
    type('Networks 1', '10.5.0.0/16');
    expect(screen.queryByText(/has host bits set/)).toBeNull();
  });

  it('shows what a range becomes', async () => {
    render(<Harness />);
    type('Networks 1', '192.0.2.0-192.0.2.10');
    expect(await screen.findByText('Is stored as 192.0.2.0/29, 192.0.2.8/31, 192.0.2.10')).toBeDefined();
  });

  it('does not find fault with an old value that a newer rule would refuse', () => {
    render(<Harness stored={[value(1, 14, 'Luxembourg')]} />);
    expect(within(screen.getByRole('tab', { name: /Constituency/ })).queryByLabelText(/fault/)).toBeNull();
  });

  it('draws hundreds of values as lines of one text', () => {
    const stored = Array.from({ length: 200 }, (_, n) => value(n + 1, 11, `10.0.${n}.0/24`));
    render(<Harness stored={stored} />);
    const area = screen.getByLabelText<HTMLTextAreaElement>(/^Networks/);
    expect(area.tagName).toBe('TEXTAREA');
    expect(screen.getByText('One value per line · 200 values')).toBeDefined();
    fireEvent.change(area, { target: { value: area.value.replace('10.0.0.0/24\n', '') } });
    expect(latest[0]?.values).toHaveLength(199);
  });

  it('moves between templates by arrow keys and keeps what was typed', () => {
    render(<Harness />);
    type('Networks 1', '192.0.2.1');
    fireEvent.keyDown(screen.getByRole('tab', { name: /Constituency/ }), { key: 'ArrowRight' });
    fireEvent.change(screen.getByLabelText(/^Since/), { target: { value: '2026-11-22' } });
    expect(latest).toEqual([
      { fieldId: 11, values: ['192.0.2.1'] },
      { fieldId: 21, values: ['2026-11-22'] },
    ]);
    fireEvent.keyDown(screen.getByRole('tab', { name: /Other/ }), { key: 'ArrowLeft' });
    expect(screen.getByLabelText<HTMLInputElement>('Networks 1').value).toBe('192.0.2.1');
  });

  it('opens the template that the server found fault with, at the value', () => {
    const page = render(<Harness />);
    fireEvent.click(screen.getByRole('tab', { name: 'Other' }));
    fireEvent.change(screen.getByLabelText(/^Since/), { target: { value: '2026-11-22' } });
    fireEvent.click(screen.getByRole('tab', { name: /Constituency/ }));
    page.rerender(<Harness issues={[{ path: ['0', 'values', '0'], message: 'Since: is not in the calendar' }]} />);
    expect(screen.getByRole('tab', { name: /Other/ }).getAttribute('aria-selected')).toBe('true');
    expect(screen.getByText('Since: is not in the calendar')).toBeDefined();
    screen.getByRole('group', { name: '' }).focus();
    expect(document.activeElement).toBe(screen.getByLabelText(/^Since/));
  });
});
