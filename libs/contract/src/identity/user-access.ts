import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Done, Ref, RefParams, Uuid } from '../shapes.js';
import { Factors } from './factors.js';
import { SignedInBrowser } from './session.js';

const topic = 'Users';

/** Sessions and second factors of users one administers. */
export const userAccess = {
  sessions: endpoint('GET /users/:ref/sessions', {
    allow: 'user:write',
    topic,
    summary: 'Where a user one administers is signed in',
    params: RefParams,
    reply: z.strictObject({ items: z.array(SignedInBrowser) }),
  }),
  endSession: endpoint('DELETE /users/:ref/sessions/:id', {
    allow: 'user:write',
    topic,
    summary: 'Signs one browser of the user out',
    params: z.strictObject({ ref: Ref, id: Uuid }),
    reply: Done,
  }),
  endSessions: endpoint('DELETE /users/:ref/sessions', {
    allow: 'user:write',
    topic,
    summary: 'Signs every browser of the user out',
    params: RefParams,
    reply: Done,
  }),
  factors: endpoint('GET /users/:ref/factors', {
    allow: 'user:write',
    topic,
    summary: 'The second factors of a user one administers',
    params: RefParams,
    reply: Factors,
  }),
  resetFactors: endpoint('DELETE /users/:ref/factors', {
    allow: 'user:write',
    topic,
    summary: 'Removes every second factor of the user, who lost them, and signs every browser of theirs out',
    params: RefParams,
    reply: Done,
    stepUp: true,
  }),
};
