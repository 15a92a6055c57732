import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { Choice } from '../list/grammar.js';
import { SearchSelect } from './search-select.js';
import { TagPicker } from './tag-picker.js';
import { choicesMatching } from './use-choices.js';

const countries: Choice[] = [
  { value: 'BE', label: 'Belgium' },
  { value: 'LU', label: 'Luxembourg', hint: 'LU' },
  { value: 'CI', label: 'Côte d’Ivoire' },
];

function One(props: {
  source?: Parameters<typeof SearchSelect>[0]['source'];
  create?: (name: string) => Promise<Choice>;
}) {
  const [value, setValue] = useState<string | null>(null);
  return (
    <>
      <SearchSelect
        label="Country"
        value={value}
        source={props.source ?? countries}
        create={props.create}
        onChange={setValue}
      />
      <output>{value}</output>
    </>
  );
}
function Many() {
  const [values, setValues] = useState<string[]>(['BE']);
  return <TagPicker label="Country" values={values} source={countries} onChange={setValues} />;
}
const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Country' });
const type = (text: string) => fireEvent.change(field(), { target: { value: text } });
const press = (key: string) => fireEvent.keyDown(field(), { key });

describe('choicesMatching', () => {
  it('finds words in any order, without accents, beginnings first', () => {
    expect(choicesMatching(countries, 'cote').map((choice) => choice.value)).toEqual(['CI']);
    expect(choicesMatching(countries, 'b').map((choice) => choice.value)).toEqual(['BE', 'LU']);
  });
});

describe('SearchSelect', () => {
  it('is driven by keys alone: typing searches, arrows move, Enter picks', () => {
    render(<One />);
    type('u');
    press('ArrowDown');
    expect(field().getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { name: /Luxembourg/ }).id);
    press('Enter');
    expect(screen.getByRole('status').textContent).toBe('LU');
    expect(field().value).toBe('Luxembourg');
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('closes by Escape and keeps the value', () => {
    render(<One />);
    type('lux');
    press('Enter');
    type('bel');
    press('Escape');
    expect(field().value).toBe('Luxembourg');
  });

  it('gives up a search that a newer one has overtaken', async () => {
    const signals: AbortSignal[] = [];
    const source = vi.fn(async (query: string, signal: AbortSignal) => {
      signals.push(signal);
      return countries.filter((choice) => choice.label.startsWith(query));
    });
    render(<One source={source} />);
    type('B');
    await screen.findByRole('option', { name: /Belgium/ });
    type('Lux');
    await waitFor(() => expect(screen.queryByRole('option', { name: /Belgium/ })).toBeNull());
    expect(screen.getByRole('option', { name: /Luxembourg/ })).toBeTruthy();
    expect(signals[0]?.aborted).toBe(true);
  });

  it('offers to create what does not exist, and picks it', async () => {
    render(<One create={async (name) => ({ value: 'XX', label: name })} />);
    type('Atlantis');
    fireEvent.click(screen.getByRole('option', { name: 'Create “Atlantis”' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('XX'));
    expect(field().value).toBe('Atlantis');
  });
});

describe('TagPicker', () => {
  it('adds by Enter, does not offer what is taken, and takes the last off by Backspace', () => {
    render(<Many />);
    type('e');
    expect(screen.queryByRole('option', { name: /Belgium/ })).toBeNull();
    press('Enter');
    expect(screen.getByRole('button', { name: 'Remove Luxembourg' })).toBeTruthy();
    press('Backspace');
    expect(screen.queryByRole('button', { name: 'Remove Luxembourg' })).toBeNull();
  });
});
