import * as z from 'zod';
import { endpoint } from '../endpoint.js';

/** Nouns whose activity the first page shows (FEATURES HOM-02), in its order. */
export const activityNouns = [
  'individual',
  'organisation',
  'alignment',
  'orgGroup',
  'encryptionKey',
  'sharingGroup',
  'user',
  'brood',
  'tag',
] as const;
export type ActivityNoun = (typeof activityNouns)[number];

/** What happened to one noun lately, over what the caller may see. */
export const Activity = z
  .strictObject({
    noun: z.enum(activityNouns),
    total: z.int(),
    created: z.int(),
    modified: z.int(),
    series: z.array(z.strictObject({ day: z.string(), created: z.int(), modified: z.int() })),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof Activity>;

/** What everybody is told, also before the door. */
export const Welcome = z
  .strictObject({
    /** Markdown for the sign-in page; null when there is none. */
    signIn: z.string().nullable(),
    /** Markdown for the first page; null for strangers and when there is none. */
    home: z.string().nullable(),
    /** Whether strangers may read the open directory. */
    openDirectory: z.boolean(),
  })
  .meta({ id: 'Welcome' });
export type Welcome = z.infer<typeof Welcome>;

export const home = {
  welcome: endpoint('GET /welcome', {
    allow: 'anyone',
    topic: 'Home',
    summary: "The administrators' messages, and whether the directory is open",
    reply: Welcome,
  }),
  activity: endpoint('GET /home/activity', {
    allow: 'signed-in',
    topic: 'Home',
    summary: 'Totals and daily changes of every noun, over what the caller may see',
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(30) }),
    reply: z.strictObject({ days: z.int(), items: z.array(Activity) }),
  }),
};
