import { wireMessages } from '../errors.js';
import { parsePhp } from '../php.js';
import { WireRefusal } from '../refusal.js';

/** The members of a body, whatever they hold. */
export type WireBody = Readonly<Record<string, unknown>>;

/**
 * Reads a request body as the original does: JSON and forms; a body of any other type counts as empty (recording 022).
 * Throws `WireRefusal` 400 for text that is not JSON, and for JSON that is no object: a scalar or a list is a 500 there
 * (recording 019).
 */
export function readBody(contentType: string | undefined, text: string): WireBody {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (text.trim() === '') return {};
  if (type === 'application/x-www-form-urlencoded') return parsePhp(text.trim());
  return type === 'application/json' ? asBody(parseJson(text)) : {};
}

/** The members of a body that is parsed already. Throws `WireRefusal` 400 for JSON that is no object. */
export function asBody(value: unknown): WireBody {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireRefusal(400, wireMessages.unreadableBody);
  }
  return value as WireBody;
}

/** For add and edit: an empty body is a 400 (recordings 022, 075). */
export function requireContent(body: WireBody): WireBody {
  if (Object.keys(body).length === 0) throw new WireRefusal(400, wireMessages.unreadableBody);
  return body;
}

/** What a path or a list names: a local id, or a uuid where the original knew ids only (Appendix A.1 no. 4). */
export type WireRef = { readonly id: number } | { readonly uuid: string };

/** Null for anything that is neither; the answer is then 404, not the original's 500 (recordings 071, 252). */
export function readRef(text: string | undefined): WireRef | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return { id: Number(text) };
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? { uuid: text.toLowerCase() } : null;
}

/**
 * What a delete means: the record of the path, or those in the body's `ids`, a list or a JSON list in text, which count
 * only when the path names a record, too (contract 0; recordings 647, 649). Null when nothing is named: 404.
 */
export function readDeleteTargets(arg: string | undefined, body: WireBody): WireRef[] | null {
  const own = readRef(arg);
  if (!own) return null;
  const ids = listIn(body.ids).map((entry) => readRef(String(entry)));
  const refs = ids.filter((ref) => ref !== null);
  return refs.length > 0 ? refs : [own];
}

/** A list, however it was sent: JSON list, form array, or text that holds a JSON list. Other text is a list of one. */
export function listIn(value: unknown): unknown[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value;
  if (typeof value === 'object') return Object.values(value);
  if (typeof value === 'string' && value.trim().startsWith('[')) {
    const parsed = tryJson(value);
    if (Array.isArray(parsed)) return parsed;
  }
  return [value];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireRefusal(400, wireMessages.unreadableBody);
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
