import type { Issue } from '@cerebrate/contract';
import type * as z from 'zod';
import { InvalidInput } from '../kernel/index.js';

/** A value as its schema reads it. Throws `InvalidInput` with every fault, each under `place`. */
export function judgedPayload(schema: z.ZodType, value: unknown, place: string): unknown {
  const judged = schema.safeParse(value);
  if (judged.success) return judged.data;
  const issues: Issue[] = judged.error.issues.map(({ path, message }) => ({
    path: [place, ...path.map((part) => (typeof part === 'number' ? part : String(part)))],
    message,
  }));
  throw new InvalidInput(issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '), issues);
}
