import { type ActResult, defineAction, type ItemResult, RemoteFailed } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import type { MispSettings } from '../settings.js';

/** Declares an action of this connector. */
export const action = defineAction<MispSettings>();

export const Uuid = z
  .string()
  .trim()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a uuid');
export const Uuids = z.array(Uuid).min(1, 'choose at least one').max(10_000);
/** Number of a record at MISP. */
export const Number_ = z
  .union([z.string(), z.int()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,12}$/, 'must be a number'));

/** Why one item failed, in MISP's words; anything else than a failing MISP is thrown on. */
export function failure(title: string, error: unknown): ItemResult {
  const { isRemoteFailed, summary, message } = error as Partial<RemoteFailed>;
  if (!(error instanceof RemoteFailed) && isRemoteFailed !== true) throw error;
  return { title, outcome: 'failed', message: summary ?? message ?? '' };
}

/** Does something to each, one after the other; one that fails does not stop the rest, a MISP that is silent does. */
export async function each<T>(
  items: readonly T[],
  act: (item: T) => Promise<ItemResult>,
  titleOf: (item: T) => string,
): Promise<ItemResult[]> {
  const results: ItemResult[] = [];
  for (const item of items)
    results.push(
      await act(item).catch((error: unknown) => {
        if ((error as { status?: unknown }).status === null) throw error;
        return failure(titleOf(item), error);
      }),
    );
  return results;
}

/** The sentence over a list of results. */
export function summed(results: readonly ItemResult[], verb: string, noun: string): ActResult {
  const count = (outcome: ItemResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
  const failed = count('failed');
  const unchanged = count('unchanged');
  const parts = [
    `${count('done')} of ${results.length} ${noun} ${verb}`,
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return {
    isDone: failed === 0,
    message: results.length === 0 ? `There were no ${noun} to be ${verb}.` : `${parts.join(', ')}.`,
    items: results,
  };
}
