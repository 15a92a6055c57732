import type * as z from 'zod';
import type { Host } from './host.js';
import type { Tool } from './tool.js';

/** What an action does to the tool; becomes the permission `tool:read`, `tool:act` or `tool:administer`. */
export const risks = ['read', 'act', 'administer'] as const;
export type Risk = (typeof risks)[number];

/** How a cell is drawn. `badge` is a word with a tone, `json` a value of any depth. */
export const columnTypes = ['text', 'number', 'boolean', 'moment', 'badge', 'json', 'list'] as const;
export const tones = ['neutral', 'good', 'info', 'warning', 'danger'] as const;

export interface Column {
  /** Dotted path into the row. */
  readonly path: string;
  readonly label: string;
  readonly type: (typeof columnTypes)[number];
  /** For badges: the tone of each value. */
  readonly tones?: Readonly<Record<string, (typeof tones)[number]>>;
  /** Whether the table can be sorted by it; `page.sort` is then its path. */
  readonly sortable?: boolean;
}

/** An action offered beside each row of a table: its parameters are taken from the row. */
export interface RowAction {
  readonly action: string;
  /** Parameter of that action → dotted path into the row. */
  readonly params: Readonly<Record<string, string>>;
  /** Offered only where the value at the path is one of these. */
  readonly when?: { readonly path: string; readonly is: readonly (string | boolean)[] };
}

/** An action offered for several chosen rows at once: a list of values goes into one parameter. */
export interface SelectionAction {
  readonly action: string;
  readonly param: string;
  /** Dotted path into the row whose value joins the list. */
  readonly path: string;
}

/** Which part of a table is asked for. */
export interface Page {
  readonly page: number;
  readonly limit: number;
  readonly q: string;
  /** Path of a sortable column; empty is the tool's own order. */
  readonly sort: string;
  readonly descending: boolean;
}

export interface Fact {
  readonly label: string;
  readonly value: string | number | boolean | null;
  readonly tone?: (typeof tones)[number];
}

export interface TableResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** How many there are; null when the tool does not say. */
  readonly total: number | null;
  /** Said above the table. */
  readonly facts?: readonly Fact[];
}

export interface ItemResult {
  readonly title: string;
  readonly outcome: 'done' | 'unchanged' | 'failed';
  readonly message: string;
}

export interface ActResult {
  readonly isDone: boolean;
  /** One sentence for people. */
  readonly message: string;
  readonly items?: readonly ItemResult[];
  /** Shown to the caller once, and kept nowhere: a new key, a new password. */
  readonly revealed?: { readonly label: string; readonly value: string };
  /** What the tool answered, for whoever wants to read it. */
  readonly answer?: unknown;
}

interface ActionFacts<P> {
  /** Lower case with dashes, unique in the connector. */
  readonly id: string;
  /** The feature's name in the original, if it had one. */
  readonly wireName?: string;
  readonly title: string;
  readonly description?: string;
  readonly risk: Risk;
  /** An object schema; the form is drawn from it, and it is parsed before `run`. */
  readonly params: z.ZodType<P>;
}

/** A list the tool has, asked for by GET; it may only `get` and `ask`. */
export interface TableAction<S, P> extends ActionFacts<P> {
  readonly kind: 'table';
  readonly risk: 'read';
  readonly columns: readonly Column[];
  readonly rowActions?: readonly RowAction[];
  readonly selectionActions?: readonly SelectionAction[];
  /** Actions offered above the table. */
  readonly tableActions?: readonly string[];
  run(tool: Tool<S>, params: P, page: Page, host: Host): Promise<TableResult>;
}

/** Something a person does to one tool, by POST. */
export interface FormAction<S, P> extends ActionFacts<P> {
  readonly kind: 'form';
  /** What the form begins with, such as the present value; it may only `get` and `ask`. */
  prefill?(tool: Tool<S>, params: Partial<P>, host: Host): Promise<Readonly<Record<string, unknown>>>;
  run(tool: Tool<S>, params: P, host: Host): Promise<ActResult>;
  /** The table that shows what came of it. */
  readonly shows?: string;
}

/** Something done to many tools; the host runs it for each, slowly, and collects what came of it. */
export interface BatchAction<S, P> extends ActionFacts<P> {
  readonly kind: 'batch';
  /** What it would do to this tool, for the dry run; asks the tool nothing that changes it. */
  plan(tool: Tool<S>, params: P): string;
  run(tool: Tool<S>, params: P, host: Host): Promise<ActResult>;
}

export type Action<S = unknown, P = unknown> = TableAction<S, P> | FormAction<S, P> | BatchAction<S, P>;

/**
 * Declares an action of the connector whose settings are `S`, for example
 * `defineAction<MispSettings>()({ id: 'users', kind: 'table', risk: 'read', … })`.
 */
export const defineAction =
  <S>() =>
  <P>(action: Action<S, P>): Action<S> =>
    Object.freeze(action) as unknown as Action<S>;
