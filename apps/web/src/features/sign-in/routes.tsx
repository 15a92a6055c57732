import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  anonymous: [{ path: 'users/login', handle: { crumb: text.title }, lazy: () => import('./sign-in.page.js') }],
};
