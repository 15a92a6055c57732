import { redirect } from 'react-router';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  anonymous: [
    { path: 'register', handle: { crumb: text.title }, lazy: () => import('./register.page.js') },
    { path: 'register/confirm', handle: { crumb: text.confirm.title }, lazy: () => import('./confirm.page.js') },
    { path: 'register/password', handle: { crumb: text.password.title }, lazy: () => import('./password.page.js') },
    // the original's address
    { path: 'users/register', loader: () => redirect('/register') },
  ],
};
