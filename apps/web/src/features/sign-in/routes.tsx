import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  anonymous: [
    { path: 'users/login', handle: { crumb: text.title }, lazy: () => import('./entry.page.js') },
    { path: 'users/first', handle: { crumb: text.title }, lazy: () => import('./first.page.js') },
    { path: 'users/refused', handle: { crumb: text.title }, lazy: () => import('./refused.page.js') },
  ],
};
