import type { Issue } from '@cerebrate/contract';
import { InvalidInput } from '../../kernel/index.js';
import type { Connectors } from '../connectors/connectors.js';

/**
 * What was chosen for our side, as it was entered, when the connector takes it. Throws `InvalidInput` with every fault,
 * and for tools that cannot be connected.
 */
export function judgedOptions(
  connectors: Connectors,
  connectorId: string,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const connector = connectors.find(connectorId);
  if (!connector?.interconnect) throw InvalidInput.at(['toolId'], 'tools of this kind cannot be connected');
  const chosen = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null && value !== ''));
  const judged = connector.interconnect.options.safeParse(chosen);
  if (judged.success) return chosen;
  const issues: Issue[] = judged.error.issues.map(({ path, message }) => ({
    path: ['options', ...path.map((part) => (typeof part === 'number' ? part : String(part)))],
    message,
  }));
  throw new InvalidInput(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), issues);
}
