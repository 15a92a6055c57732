import { WireRefusal } from '../refusal.js';
import { listIn, requireContent, type WireBody } from './body.js';
import { Faults, readFlag, readText, readUuid, type SaveMode } from './fields.js';
import type { WireInput } from './records.js';

export interface MailingListInput {
  readonly uuid?: string;
  readonly name?: string;
  readonly recipients?: string | null;
  readonly description?: string | null;
  readonly active?: boolean;
}

/**
 * Body of `/mailingLists/add` and `/edit`. The form's `releasability` is stored as `recipients`; the original asks for
 * it and drops it (Appendix A.2).
 */
export function readMailingList(body: WireBody, mode: SaveMode): WireInput<MailingListInput> {
  const faults = new Faults();
  requireContent(body);
  const recipients = readText(body, 'recipients', { nullable: true }, 'edit', faults);
  const isNeeded = mode === 'add' && recipients === undefined;
  const releasability = readText(body, 'releasability', { required: isNeeded, nullable: !isNeeded }, mode, faults);
  const values = {
    uuid: readUuid(body, 'uuid', {}, mode, faults),
    name: readText(body, 'name', { required: true }, mode, faults) ?? undefined,
    recipients: releasability ?? recipients,
    description: readText(body, 'description', { nullable: true, max: 10_000 }, mode, faults),
    active: readFlag(body, 'active', faults),
  };
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return { values: given as MailingListInput, supplied: Object.keys(body), faults: faults.all };
}

/** A person to add, and which addresses get the mail. */
export interface MailingListNewcomer {
  readonly id: number;
  readonly primary: boolean;
  readonly metaFieldIds: readonly number[];
}

/**
 * Body of `/mailingLists/addIndividual`: ids, as a list or JSON text of one, and `chosen_emails`, JSON text of an object
 * from ids to `"primary"` and ids of meta-fields. A person who is not in it gets mail at the primary address, where the
 * original fails (recording 457). Throws `WireRefusal` 400.
 */
export function readNewcomers(body: WireBody): MailingListNewcomer[] {
  const ids = listIn(body.individuals).map(idIn);
  if (ids.length === 0 || ids.includes(null))
    throw new WireRefusal(400, 'individuals must hold the ids of people, for example [8].');
  const chosen = chosenIn(body.chosen_emails);
  return (ids as number[]).map((id) => {
    const entries = chosen[String(id)];
    if (entries === undefined) return { id, primary: true, metaFieldIds: [] };
    const others = entries.filter((entry) => entry !== 'primary').map(idIn);
    if (others.includes(null))
      throw new WireRefusal(400, 'chosen_emails must hold "primary" and ids of meta-fields for each person.');
    return { id, primary: entries.includes('primary'), metaFieldIds: others as number[] };
  });
}

function chosenIn(value: unknown): Readonly<Record<string, readonly unknown[]>> {
  const parsed = typeof value === 'string' && value.trim() !== '' ? jsonIn(value) : (value ?? {});
  if (parsed === '' || (Array.isArray(parsed) && parsed.length === 0)) return {};
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw unreadable();
  for (const entry of Object.values(parsed)) if (!Array.isArray(entry)) throw unreadable();
  return parsed as Record<string, unknown[]>;
}

const unreadable = (): WireRefusal =>
  new WireRefusal(400, 'chosen_emails must be JSON text such as {"8": ["primary"]}.');

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw unreadable();
  }
}

const idIn = (value: unknown): number | null => (/^[1-9]\d{0,8}$/.test(String(value)) ? Number(value) : null);
