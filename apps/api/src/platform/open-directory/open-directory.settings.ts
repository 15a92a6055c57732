import * as z from 'zod';
import { defineSetting, settings } from '../../kernel/index.js';

/** Whether strangers may read what people and organisations agreed to show (FEATURES OPN-01). */
export const openDirectoryEnabled = settings.add(
  defineSetting({
    id: 'openDirectory.enabled',
    category: 'Open directory',
    group: 'Open directory',
    label: 'Open the directory',
    description:
      'Strangers may read, without an account, what organisations and people agreed to show. Nobody is shown without consent.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);
