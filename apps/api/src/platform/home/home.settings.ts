import * as z from 'zod';
import { defineSetting, settings } from '../../kernel/index.js';

const message = z.string().max(20_000);

/** What administrators tell everybody on the first page; the original's name for it (FEATURES HOM-03). */
export const homeMessage = settings.add(
  defineSetting({
    id: 'misc.admin_message',
    category: 'Application',
    group: 'Messages',
    label: 'Message on the first page',
    description: 'Shown to everybody who is signed in. Markdown; HTML in it is shown as text.',
    input: 'markdown',
    schema: message,
    default: '',
  }),
);

/** What the sign-in page tells strangers. */
export const signInMessage = settings.add(
  defineSetting({
    id: 'misc.sign_in_message',
    category: 'Application',
    group: 'Messages',
    label: 'Message on the sign-in page',
    description: 'Shown to strangers. Markdown; HTML in it is shown as text.',
    input: 'markdown',
    schema: message,
    default: '',
  }),
);
