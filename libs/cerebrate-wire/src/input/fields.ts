import type { FieldFaults } from '../errors.js';
import { parseWireTime } from '../time.js';
import type { WireBody } from './body.js';

/** Collects what is wrong with a body, field by field. */
export class Faults {
  readonly #texts: Record<string, string[]> = {};

  add(field: string, text: string): void {
    const texts = this.#texts[field];
    if (texts) texts.push(text);
    else this.#texts[field] = [text];
  }

  /** Empty when nothing is wrong. */
  get all(): FieldFaults {
    return this.#texts;
  }
}

export type SaveMode = 'add' | 'edit';

interface TextRule {
  /** Must be in the body of an add, and never be blank. */
  readonly required?: boolean;
  readonly nullable?: boolean;
  /** Longest text the column takes; the original fails with 500 beyond it (recording 623). */
  readonly max?: number;
}

/**
 * A text of the body: numbers and booleans become text (recording 633), null stays null. Undefined when it is not in
 * the body or is not usable; the reason is then in `faults`.
 */
export function readText(
  body: WireBody,
  field: string,
  { required = false, nullable = false, max = 191 }: TextRule,
  mode: SaveMode,
  faults: Faults,
): string | null | undefined {
  const value = body[field];
  if (value === undefined) {
    if (required && mode === 'add') faults.add(field, 'is required');
    return undefined;
  }
  if (value === null && nullable) return null;
  const text = scalarText(value);
  if (text === null || (required && text.trim() === '')) {
    faults.add(field, text === null && value !== null ? 'must be text' : 'cannot be empty');
    return undefined;
  }
  if (text.includes('\u0000') || [...text].length > max) {
    faults.add(field, text.includes('\u0000') ? 'holds a NUL character' : `is longer than ${max} characters`);
    return undefined;
  }
  return text;
}

/** Text, number or boolean as PHP prints it (`true` is `1`, `false` is nothing); null for everything else. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'boolean') return value ? '1' : '';
  return null;
}

/** A flag as PHP reads it; undefined when absent or no flag. */
export function readFlag(body: WireBody, field: string, faults: Faults): boolean | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'boolean' ? String(value) : (scalarText(value) ?? '?').toLowerCase();
  if (['1', 'true', 'on', 'yes'].includes(text)) return true;
  if (['', '0', 'false', 'off', 'no'].includes(text)) return false;
  faults.add(field, 'must be true or false');
  return undefined;
}

/** Lower case. The original takes any text; a malformed uuid cannot be federated and is a fault here (recording 624). */
export function readUuid(
  body: WireBody,
  field: string,
  rule: TextRule,
  mode: SaveMode,
  faults: Faults,
): string | undefined {
  const text = readText(body, field, rule, mode, faults);
  if (text === undefined || text === null) return undefined;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  faults.add(field, 'is not a uuid');
  return undefined;
}

/** A time in any form `parseWireTime` reads. */
export function readTime(body: WireBody, field: string, faults: Faults): Date | undefined {
  const value = body[field];
  if (value === undefined || value === null || value === '') return undefined;
  const time = typeof value === 'string' ? parseWireTime(value) : null;
  if (!time) faults.add(field, 'is not a time such as 2026-11-22T01:09:28+00:00');
  return time ?? undefined;
}
