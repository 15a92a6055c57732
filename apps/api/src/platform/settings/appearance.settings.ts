import * as z from 'zod';
import { defineSetting, settings } from '../../kernel/index.js';

const themes = ['default', 'light', 'dark'] as const;
export type DefaultTheme = (typeof themes)[number];

/** How pages look to strangers and to whoever chose nothing; the original's name for it (FEATURES SET-02, INS-04). */
export const defaultTheme = settings.add(
  defineSetting<DefaultTheme>({
    id: 'ui.bsTheme',
    category: 'Application',
    group: 'Appearance',
    label: 'Default theme',
    description: 'For the sign-in page and for everybody who has not chosen a theme.',
    input: 'select',
    choices: [
      { value: 'default', label: "Same as the reader's system" },
      { value: 'light', label: 'Light' },
      { value: 'dark', label: 'Dark' },
    ],
    schema: z.enum(themes),
    default: 'default',
  }),
);
