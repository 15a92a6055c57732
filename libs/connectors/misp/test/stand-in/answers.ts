import type { MispState, Role, User } from './state.js';
import { roleOf } from './state.js';

/** A request after its key was accepted. */
export interface Call {
  readonly method: string;
  /** As it came: error bodies repeat it. */
  readonly path: string;
  /** What stands behind the matched part of the path. */
  readonly argument: string;
  /** MISP's named parameters: `/limit:5/searchall:x`. */
  readonly named: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly user: User;
}

/** What is answered. `isRefusal` ones are printed on one line with escaped slashes, as CakePHP prints exceptions. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly isRefusal?: boolean;
  /** Where a redirection leads. */
  readonly location?: string;
}

export type Answers = (state: MispState, call: Call) => Answer | Promise<Answer>;

/** One path of MISP: who may call it and what it does. */
export interface Route {
  /** A path as `servers/edit/`; one that ends in a slash takes one more segment. */
  readonly path: string;
  readonly may: (role: Role) => boolean;
  readonly answers: Answers;
}

/** Anybody with a key. */
export const anybody = (): boolean => true;
/** Those who administer the whole MISP. */
export const siteAdmins = (role: Role): boolean => role.perm_site_admin;
/** Those who administer their organisation, or all. */
export const admins = (role: Role): boolean => role.perm_admin;
/** Those who may make sharing groups. */
export const groupMakers = (role: Role): boolean => role.perm_sharing_group;

/** A success with a body. */
export const ok = (body: unknown): Answer => ({ status: 200, body });

/** An exception of CakePHP: `{name, message, url}`. */
export const refused = (status: number, message: string, { path }: Pick<Call, 'path'>): Answer => ({
  status,
  isRefusal: true,
  body: { name: message, message, url: path },
});

/** A record that was not saved: 403 with the faults by field. */
export const notSaved = (action: 'add' | 'edit', model: string, url: string, errors: unknown, id?: string): Answer => {
  const message = `Could not ${action} ${model}`;
  return {
    status: 403,
    body: { saved: false, name: message, message, url, errors, ...(id === undefined ? {} : { id }) },
  };
};

/** A deed that succeeded and has no record to show. */
export const done = (message: string, url: string, id?: string): Answer =>
  ok({ saved: true, success: true, name: message, message, url, ...(id === undefined ? {} : { id }) });

/** What CakePHP says when something broke. */
export const internalError = (call: Call): Answer => refused(500, 'An Internal Error Has Occurred.', call);

/** The fields of a body, wrapped in the name of the model or bare; undefined when it has none. */
export function fieldsOf(body: unknown, model: string): Record<string, unknown> | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const wrapped = (body as Record<string, unknown>)[model];
  const fields = (typeof wrapped === 'object' && wrapped !== null ? wrapped : body) as Record<string, unknown>;
  return Object.keys(fields).length > 0 ? fields : undefined;
}

/** Text of a value as PHP would store it. */
export const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
/** Truth as PHP sees it. */
export const truthy = (value: unknown): boolean => value !== '0' && value !== 'false' && Boolean(value);
/** Whether the user administers the whole MISP. */
export const isSiteAdmin = (user: User): boolean => roleOf(user).perm_site_admin;

/** Whether one of the texts contains what is searched, whatever the case. */
export const matches = (searched: string | undefined, ...texts: (string | null)[]): boolean =>
  searched === undefined || texts.some((one) => (one ?? '').toLowerCase().includes(searched.toLowerCase()));
