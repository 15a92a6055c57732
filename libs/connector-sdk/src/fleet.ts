import type { Tool } from './tool.js';

/** Something worth watching on the board of all tools of a kind. */
export interface Figure {
  /** Key in `Observation.figures`. */
  readonly id: string;
  readonly label: string;
  readonly type: 'number' | 'text' | 'moment';
  /** From this number on it is a warning. */
  readonly warnsFrom?: number;
}

/** A setting of a tool as it was seen. */
export interface ObservedSetting {
  readonly name: string;
  readonly value: string;
  readonly severity: 'critical' | 'recommended' | 'optional';
  /** What the tool itself finds wrong with it. */
  readonly error: string | null;
  /** False when it is hidden, or may be changed by other means alone. */
  readonly isChangeable: boolean;
}

/** How a tool was at one moment; no secrets. */
export interface Observation {
  readonly version: string | null;
  /** By the id of the figure; a moment as ISO text. */
  readonly figures: Readonly<Record<string, number | string | null>>;
  readonly settings: readonly ObservedSetting[];
}

/** For kinds of tools of which an operator runs many: one board, and settings that are to be the same everywhere. */
export interface Fleet<S = unknown> {
  readonly figures: readonly Figure[];
  /** Looks at a tool; it may only `get` and `ask`. Throws `RemoteFailed`. */
  observe(tool: Tool<S>): Promise<Observation>;
  /**
   * Gives a setting a value and says in a sentence what was done; having that value already is success. Throws `Unfit`
   * for a value that does not fit, `RemoteFailed`.
   */
  change(tool: Tool<S>, setting: string, value: string): Promise<string>;
}
