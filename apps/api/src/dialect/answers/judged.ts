import type * as z from 'zod';
import { InvalidInput } from '../../kernel/index.js';

/** Reads a value by a schema of the contract. Throws `InvalidInput` with every fault. */
export function judged<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
  throw new InvalidInput(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), issues);
}
