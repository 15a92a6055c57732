type Fields = Readonly<Record<string, unknown>>;

/** Stored values as the log and the diff see them: moments as text, absent as null. */
export function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('base64');
  return value;
}

/**
 * Which fields differ. Both sides hold the same keys: those that differ. Values are compared as JSON, so the order of
 * a list counts and `undefined` equals null.
 */
export function difference(
  before: Fields,
  after: Fields,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const out = { before: {} as Record<string, unknown>, after: {} as Record<string, unknown> };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const old = plain(before[key]);
    const now = plain(after[key]);
    if (JSON.stringify(old) === JSON.stringify(now)) continue;
    out.before[key] = old;
    out.after[key] = now;
  }
  return out;
}
