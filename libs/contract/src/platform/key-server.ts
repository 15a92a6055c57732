import * as z from 'zod';
import { endpointAt } from '../endpoint.js';
import { line } from '../shapes.js';

const topic = 'Key server';
const open = { topic, allow: 'anyone', reply: z.string(), produces: 'text/plain' } as const;
const Domain = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(/^[a-z0-9.-]+$/, 'is no domain');
const Hash = z.string().regex(/^[ybndrfg8ejkmcpqxot1uwisza345h769]{32}$/, 'is 32 characters of z-base-32');
const Hint = z.strictObject({ l: line(64, 1).optional() });

/** What any OpenPGP program asks: read-only HKP, and both methods of the Web Key Directory. Keys of consenting owners alone. */
export const keyServer = {
  lookup: endpointAt('GET /pks/lookup', {
    ...open,
    summary: 'HKP: gets or lists public keys by fingerprint, key id or exact address',
    query: z.strictObject({
      op: z.enum(['get', 'index', 'vindex']).default('get'),
      search: line(254, 1),
      options: z.string().max(60).default(''),
      exact: z.string().max(5).optional(),
      fingerprint: z.string().max(5).optional(),
    }),
  }),
  directUser: endpointAt('GET /.well-known/openpgpkey/hu/:hash', {
    ...open,
    summary: 'Web Key Directory, direct method: the key of a user of the domain that is asked',
    params: z.strictObject({ hash: Hash }),
    query: Hint,
  }),
  directPolicy: endpointAt('GET /.well-known/openpgpkey/policy', {
    ...open,
    summary: 'Web Key Directory, direct method: policy',
  }),
  advancedUser: endpointAt('GET /.well-known/openpgpkey/:domain/hu/:hash', {
    ...open,
    summary: 'Web Key Directory, advanced method: the key of a user of a domain',
    params: z.strictObject({ domain: Domain, hash: Hash }),
    query: Hint,
  }),
  advancedPolicy: endpointAt('GET /.well-known/openpgpkey/:domain/policy', {
    ...open,
    summary: 'Web Key Directory, advanced method: policy',
    params: z.strictObject({ domain: Domain }),
  }),
};
