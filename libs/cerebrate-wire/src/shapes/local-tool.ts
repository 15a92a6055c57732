import * as z from 'zod';
import { WireId, WireTimeText } from './scalars.js';

/** A local tool's columns (contract 3.10); secrets in the text of its settings are masked. */
export const LocalToolColumns = z.strictObject({
  id: WireId,
  name: z.string(),
  connector: z.string(),
  settings: z.string(),
  exposed: z.boolean(),
  description: z.string().nullable(),
  created: WireTimeText,
  modified: WireTimeText,
});
export type LocalToolColumns = z.infer<typeof LocalToolColumns>;

/** The words of connections between tools (contract 5.4), by our states; what is absent is not listed there. */
export const connectionWords: Readonly<Record<string, string>> = {
  sending: 'Request issued',
  requested: 'Request issued',
  answered: 'Request issued',
  finalising: 'Request issued',
  accepting: 'Request accepted',
  answering: 'Request accepted',
  unsent: 'Error while sending request',
  unanswered: 'Error while sending request',
  connected: 'Connected',
  cancelled: 'Request cancelled',
  declined: 'Request declined by remote',
};
