import { act, render } from '@testing-library/react';
import { Suspense, use } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useSettled } from './use-settled.js';

const unhandled = vi.fn();
const never = new Promise<void>(() => {});

function Asking({ asked }: { readonly asked: Promise<string> }) {
  useSettled(asked);
  return null;
}

/** Keeps the page it is part of from ever standing. */
function Waiting() {
  use(never);
  return null;
}

afterEach(() => {
  process.off('unhandledRejection', unhandled);
});

describe('what is asked while a page is drawn', () => {
  it('may fail after the page was left before it stood, and nobody calls it a fault', async () => {
    process.on('unhandledRejection', unhandled);
    let refuse = (_: Error) => {};
    const asked = new Promise<string>((_, reject) => {
      refuse = reject;
    });
    const { unmount } = await act(async () =>
      render(
        <Suspense>
          <Asking asked={asked} />
          <Waiting />
        </Suspense>,
      ),
    );
    unmount();
    refuse(new Error('no answer'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(unhandled).not.toHaveBeenCalled();
  });
});
