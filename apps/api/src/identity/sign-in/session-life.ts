import * as z from 'zod';
import { defineSetting, type SettingReader, settings } from '../../kernel/index.js';

/** Use of a session or key is written down at most this often. */
export const seenEveryMs = 60_000;

const place = { category: 'Application', group: 'Session', input: 'number' } as const;

/** A session that is not used for this long has ended; the original's name for it. */
export const sessionTimeout = settings.add(
  defineSetting({
    ...place,
    id: 'Session.timeout',
    label: 'Session timeout in minutes',
    description:
      'A browser that asks nothing for this long is signed out. Sessions that are open keep their time until their next use.',
    schema: z.int().min(5, 'must be 5 minutes or more').max(43_200, 'must be 30 days or less'),
    default: 720,
    fault: (minutes) =>
      minutes > 1440
        ? { severity: 'warning', message: 'A browser left open stays signed in for more than a day.' }
        : null,
  }),
);

/** A session ends this long after its sign-in however much it is used; the original's name for it. */
export const sessionLifetime = settings.add(
  defineSetting({
    ...place,
    id: 'Session.ini.session.cookie_lifetime',
    label: 'Longest session in seconds',
    description: 'A browser is signed out this long after its sign-in, however much it is used.',
    schema: z.int().min(300, 'must be 300 seconds or more').max(31_536_000, 'must be a year or less'),
    default: 604_800,
    fault: (seconds, read) =>
      seconds < read(sessionTimeout) * 60
        ? { severity: 'info', message: 'Shorter than the session timeout, which therefore never ends a session.' }
        : null,
  }),
);

/** How long an unused session lives, in milliseconds. */
export const idleMs = (read: SettingReader): number => Math.min(read(sessionTimeout) * 60_000, longestMs(read));

/** How long any session lives, in milliseconds. */
export const longestMs = (read: SettingReader): number => read(sessionLifetime) * 1000;
