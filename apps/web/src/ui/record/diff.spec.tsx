import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { Diff } from './diff.js';

const fields = [
  { key: 'name', label: 'Name', here: 'CIRCL', there: 'CIRCL LU' },
  { key: 'sector', label: 'Sector', here: 'Gov', there: 'Gov' },
];

describe('Diff', () => {
  it('folds what is the same', () => {
    render(<Diff fields={fields} />);
    expect(screen.queryByRole('row', { name: /Sector/ })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: '1 field is the same' }));
    expect(screen.getByRole('row', { name: /Sector/ })).toBeTruthy();
  });

  it('lets a side be taken by the arrow keys', () => {
    const onChoose = vi.fn();
    render(<Diff fields={fields} choices={{ name: 'here' }} onChoose={onChoose} />);
    fireEvent.keyDown(screen.getByRole('radio', { name: 'Name: keep the value here' }), { key: 'ArrowRight' });
    expect(onChoose).toHaveBeenCalledWith('name', 'there');
  });
});
