import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { confirm } from './confirm.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { dismissToast, toast } from './toast.js';
import { Toasts } from './toasts.js';

describe('a toast', () => {
  const shown: number[] = [];
  const show = (spec: Parameters<typeof toast>[0]) => act(() => void shown.push(toast(spec)));
  afterEach(() => act(() => shown.forEach(dismissToast)));

  it('is said in a live region and offers to take the act back', () => {
    const undo = vi.fn();
    render(<Toasts />);
    show({ tone: 'ok', text: 'CIRCL deleted.', undo });
    expect(screen.getByText('CIRCL deleted.').closest('[aria-live="polite"]')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(undo).toHaveBeenCalledOnce();
    expect(screen.queryByText('CIRCL deleted.')).toBeNull();
  });

  it('tells when taking back failed', async () => {
    render(<Toasts />);
    show({
      tone: 'ok',
      text: 'CIRCL deleted.',
      undo: () => Promise.reject({ status: 409, title: 'Conflict', detail: 'The name is taken.' }),
    });
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('The name is taken.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  });
});

describe('a question', () => {
  it('says what it touches before it can be confirmed', async () => {
    let tell: (impact: string) => void = () => undefined;
    render(<ConfirmDialog />);
    let answer: Promise<boolean> | undefined;
    act(() => {
      answer = confirm({
        title: 'Delete CIRCL and its 21 alignments',
        act: 'Delete organisation',
        tone: 'danger',
        impact: () => new Promise<string>((resolve) => (tell = resolve)),
      });
    });
    const button = await screen.findByRole<HTMLButtonElement>(
      'button',
      { name: 'Delete organisation' },
      { timeout: 8000 },
    );
    expect(button.disabled).toBe(true);
    await act(async () => tell('21 alignments end'));
    expect(screen.getByText('21 alignments end')).toBeTruthy();
    fireEvent.click(button);
    await expect(answer).resolves.toBe(true);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('counts as answered with no when it is dismissed or another one is asked', async () => {
    render(<ConfirmDialog />);
    let first: Promise<boolean> | undefined;
    let second: Promise<boolean> | undefined;
    act(() => {
      first = confirm({ title: 'First', act: 'Do it' });
    });
    act(() => {
      second = confirm({ title: 'Second', act: 'Do it' });
    });
    await expect(first).resolves.toBe(false);
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }, { timeout: 8000 }));
    await expect(second).resolves.toBe(false);
  });
});
