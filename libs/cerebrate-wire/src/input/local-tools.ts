import { requireContent, type WireBody } from './body.js';
import { Faults, readFlag, readText, type SaveMode } from './fields.js';
import type { WireInput } from './records.js';

export interface LocalToolInput {
  readonly name?: string;
  readonly connector?: string;
  readonly exposed?: boolean;
  readonly description?: string | null;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Body of `/localTools/add` and `/localTools/edit` (contract 3.10): `settings` is the text of a JSON object, or one. */
export function readLocalTool(body: WireBody, mode: SaveMode): WireInput<LocalToolInput> {
  const faults = new Faults();
  requireContent(body);
  const values = {
    name: readText(body, 'name', { required: true }, mode, faults) ?? undefined,
    connector: readText(body, 'connector', { required: true }, mode, faults) ?? undefined,
    exposed: readFlag(body, 'exposed', faults),
    description: readText(body, 'description', { nullable: true, max: 10_000 }, mode, faults),
    settings: readSettings(body, mode, faults),
  };
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return { values: given as LocalToolInput, supplied: Object.keys(body), faults: faults.all };
}

function readSettings(body: WireBody, mode: SaveMode, faults: Faults): Readonly<Record<string, unknown>> | undefined {
  const { settings } = body;
  if (settings === undefined || settings === null || settings === '') return mode === 'add' ? {} : undefined;
  const value = typeof settings === 'string' ? parsed(settings) : settings;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  faults.add('settings', 'must be the text of a JSON object');
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
