import * as z from 'zod';
import { WireId } from './scalars.js';

/** A limit on a meta-field of users (contract 3.20, recording 530). */
export const PermissionLimitation = z.strictObject({
  id: WireId,
  scope: z.enum(['global', 'organisation']),
  permission: z.string(),
  max_occurrence: z.int(),
  comment: z.string(),
});
export type PermissionLimitation = z.infer<typeof PermissionLimitation>;
