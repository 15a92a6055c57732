import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import { dismissToast, toast } from '../src/ui/feedback/toast.js';

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
  // at most four stand at a time, and their numbers go up
  const last = toast({ tone: 'ok', text: 'the last one' });
  for (let id = last; id > last - 4; id -= 1) dismissToast(id);
});

/** What a browser has and jsdom lacks; the answer is that of a wide screen with a light theme. */
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));

/** Nothing is laid out in jsdom, so nothing ever changes its size. */
class NoSizes {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
vi.stubGlobal('ResizeObserver', NoSizes);

configure({ asyncUtilTimeout: 20_000 });
