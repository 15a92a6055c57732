import { actionOf, type ControllerName, controllerOf } from './controllers.js';

/** What of a request decides who answers it. `url` is the request target as received: path and query. */
export interface WireRequestLine {
  readonly method: string;
  readonly url: string;
  readonly accept: string | undefined;
}

/** A request in the original's dialect, taken apart. */
export interface DialectRoute {
  readonly scope: 'main' | 'open';
  readonly controller: ControllerName;
  /** camelCase; `index` when the path names none. May be an action the original does not have: it answers 405. */
  readonly action: string;
  /** Path arguments, percent-decoded, without the extension. */
  readonly args: readonly string[];
  /** What the caller reads. CSV means something on lists only. */
  readonly format: 'json' | 'csv';
  /** REST in the original's sense: refusals are JSON with a status, never a redirect to the log-in page. */
  readonly rest: boolean;
  /** Whether an auth key counts; wider than `rest` by the `.csv` extension (Appendix A.2). */
  readonly acceptsKey: boolean;
  readonly method: string;
  /** The query without `?`. */
  readonly search: string;
  /** As received; error bodies repeat it. */
  readonly originalUrl: string;
}

/** A path of the dialect that leads nowhere: the answer is the error body with this status. */
export interface DialectRefusal {
  readonly refused: 400 | 404;
  readonly originalUrl: string;
}

/** First segments that never belong to the dialect: our own API and the built files of the pages. */
const ours = new Set(['api', 'assets']);
const openLists: ReadonlySet<ControllerName> = new Set(['organisations', 'individuals']);

/**
 * Decides whether a request is the dialect's. Null: it is a page (or a file, or our own API). Source: contract 0.
 * - The dialect is spoken when the last segment ends in `.json` or `.csv`, or when `Accept` lists `application/json` or
 *   `text/csv`; `* / *` and no `Accept` mean a page, with or without a key. The original sends such a caller to its
 *   log-in page; here the page of that name answers.
 * - `.csv` wins over `Accept`; without extension `text/csv` wins over `application/json` (recordings 613, 615).
 * - `Accept: text/csv` alone is a browser to the original: a session gets CSV, a key is not looked at and the answer is
 *   `loginRedirect` (recording 096). A key on a `.csv` path counts, unlike there (Appendix A.2).
 * - `/tags` takes extensions like every other controller, unlike there (Appendix A.2).
 * Double and trailing slashes are ignored: MISP sends `//organisations/index` when its URL ends in a slash (contract 7).
 */
export function dialectRoute({ method, url, accept }: WireRequestLine): DialectRoute | DialectRefusal | null {
  const originalUrl = withoutOrigin(url);
  const [path = '', search = ''] = splitOnce(originalUrl, '?');
  const raw = path.split('/').filter((segment) => segment !== '');
  if (ours.has(raw[0] ?? '')) return null;
  const [last, extension] = splitExtension(raw.at(-1) ?? '');
  const accepted = acceptedTypes(accept);
  const rest = extension === 'json' || accepted.has('application/json');
  const csv = extension === 'csv' || (extension === null && accepted.has('text/csv'));
  if (!rest && !csv) return null;
  const segments = decodeAll(extension ? [...raw.slice(0, -1), last] : raw);
  if (!segments) return { refused: 400, originalUrl };
  const target = locate(segments, csv);
  if (!target) return { refused: 404, originalUrl };
  return {
    ...target,
    format: csv ? 'csv' : 'json',
    rest,
    acceptsKey: rest || extension === 'csv',
    method: method.toUpperCase(),
    search,
    originalUrl,
  };
}

/** Where the original sends a caller without a session whose request is not REST (recordings 002, 096, 148). */
export const loginRedirect = (originalUrl: string): string =>
  `/users/login?redirect=${encodeURIComponent(originalUrl)}`;

type Target = Pick<DialectRoute, 'scope' | 'controller' | 'action' | 'args'>;

/** `/open` lists two controllers, knows only `index`, and only as JSON (contract 10.1). */
function locate(segments: readonly string[], csv: boolean): Target | null {
  const [first, ...others] = segments;
  if (first === undefined) return { scope: 'main', controller: 'instance', action: 'home', args: [] };
  const open = first === 'open';
  const [name = '', action = 'index', ...args] = open ? others : segments;
  const controller = controllerOf(name);
  if (!controller) return null;
  const target: Target = { scope: open ? 'open' : 'main', controller, action: actionOf(action), args };
  if (!open) return target;
  return openLists.has(controller) && target.action === 'index' && args.length === 0 && !csv ? target : null;
}

/** An absolute request target (`GET http://host/path`) is cut to its path. */
function withoutOrigin(url: string): string {
  const cut = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  return cut.startsWith('/') ? cut : `/${cut}`;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Only `.json` and `.csv` are extensions; `.xml` stays part of the action, which then does not exist (recording 617). */
function splitExtension(segment: string): [string, 'json' | 'csv' | null] {
  const match = /^(.+)\.(json|csv)$/.exec(segment);
  return match ? [match[1] ?? '', match[2] === 'csv' ? 'csv' : 'json'] : [segment, null];
}

/** The media types an `Accept` header lists, without those given `q=0`. */
function acceptedTypes(accept: string | undefined): ReadonlySet<string> {
  const types = new Set<string>();
  for (const part of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) types.add(type);
  }
  return types;
}

function decodeAll(segments: readonly string[]): string[] | null {
  try {
    return segments.map((segment) => decodeURIComponent(segment));
  } catch {
    return null;
  }
}
