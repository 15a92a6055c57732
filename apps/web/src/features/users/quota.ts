import { type LimitationCounter, permissionLimitations } from '@cerebrate/contract';
import { useEffect, useState } from 'react';
import { call } from '../../api/index.js';

/** Values that mean no; every other one means yes. */
const no: ReadonlySet<string> = new Set(['', '0', 'no', 'false']);

/** Whether a value of the field counts toward the limit, as the server counts. */
const countsToward = ({ value }: Pick<LimitationCounter, 'value'>, text: string): boolean =>
  value === null ? !no.has(text.trim().toLowerCase()) : text.trim().toLowerCase() === value.toLowerCase();

/** How much of a limit is used once the user holds these values: a disabled user holds nothing. */
export function usedWith(counter: LimitationCounter, texts: readonly string[], isDisabled: boolean): number {
  const holds = !isDisabled && texts.some((text) => countsToward(counter, text));
  return counter.used + (holds ? 1 : 0);
}

/**
 * The limits that hold for users of the organisation with their use, without the user who is edited; none while they
 * are looked up or when they cannot be had: the server refuses what is too much in any case.
 */
export function useCounters(
  organisationId: number | undefined,
  userId: number | undefined,
): readonly LimitationCounter[] {
  const [counters, setCounters] = useState<readonly LimitationCounter[]>([]);
  useEffect(() => {
    setCounters([]);
    if (organisationId === undefined) return;
    const control = new AbortController();
    const query = {
      organisationId: String(organisationId),
      ...(userId === undefined ? {} : { userId: String(userId) }),
    };
    call(permissionLimitations.counters, { query, signal: control.signal }).then(
      ({ items }) => setCounters(items),
      () => undefined,
    );
    return () => control.abort();
  }, [organisationId, userId]);
  return counters;
}
