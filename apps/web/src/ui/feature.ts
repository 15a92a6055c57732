import type { RouteObject } from 'react-router';
import type { IconName } from './pieces/icons.js';

/** The groups of the side-bar, in their order (SCREENS §0). */
export const navigationGroups = [
  'home',
  'contact-db',
  'circles',
  'synchronisation',
  'administration',
  'bookmarks',
] as const;
export type NavigationGroup = (typeof navigationGroups)[number];

/** One line of the side-bar. It is shown only to whoever holds the permission. */
export interface NavigationEntry {
  readonly group: NavigationGroup;
  /** Place within the group, ascending. */
  readonly order: number;
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  readonly permission?: string;
  /** Heading of a sub-list within the group, e.g. `Messages`, `Instance`. */
  readonly section?: string;
  /** Other path prefixes that belong to this entry; the directory of `to` (`/organisations`) always does. */
  readonly also?: readonly string[];
  /** A quiet pill beside the label; asked for after the page is drawn and again every minute. */
  readonly count?: (signal: AbortSignal) => Promise<number>;
}

/** Something one can do from the command palette. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  /** Words that also find it. */
  readonly keywords?: readonly string[];
  readonly permission?: string;
  /** Where it leads, or what it does. */
  readonly to?: string;
  /** Opens `to` as a dialog over the page. */
  readonly modal?: boolean;
  readonly run?: () => void;
  /** Keys as shown, e.g. `g o`. */
  readonly keys?: string;
}

/** One hit of the palette's search. */
export interface Hit {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly icon?: IconName;
  readonly to: string;
}

/** Hits of one kind; `more` leads to all of them. */
export interface HitGroup {
  readonly label: string;
  readonly hits: readonly Hit[];
  readonly more?: { readonly label: string; readonly to: string };
}

/** Answers the palette as the user types. Must honour the signal. */
export type SearchProvider = (query: string, signal: AbortSignal) => Promise<readonly HitGroup[]>;

/** One crumb: its own name, made of the route's loader data, and the page it stands under. */
export interface CrumbSpec<Loaded = unknown> {
  readonly under?: readonly (readonly [to: string, label: string])[];
  readonly of: (loaded: Loaded, params: Readonly<Record<string, string | undefined>>) => string;
}

/** What a route may say of itself in `handle`. */
export interface RouteHandle {
  readonly crumb?: string | CrumbSpec<never>;
  /** Opens as a dialog when reached from a page of ours. */
  readonly modal?: boolean | 'wide';
}

/** Something that waits for the user, shown under the bell. */
export interface Notice {
  readonly id: string | number;
  readonly title: string;
  /** ISO 8601. */
  readonly at: string;
  readonly to: string;
  readonly tone?: 'ok' | 'attention' | 'broken' | 'info';
  /** Called when the user follows it. */
  readonly onSeen?: () => void;
}

/** What a folder `features/<noun>` contributes; its `routes.tsx` exports it as `feature`. */
export interface Feature {
  /** Pages inside the frame, for signed-in users. */
  readonly routes?: readonly RouteObject[];
  /** Pages of the open directory, for strangers. */
  readonly open?: readonly RouteObject[];
  /** Pages without the frame: sign-in, registration. */
  readonly anonymous?: readonly RouteObject[];
  readonly navigation?: readonly NavigationEntry[];
  readonly commands?: readonly Command[];
  readonly search?: SearchProvider;
  /** What waits for the user; asked for after the page is drawn and again every minute. */
  readonly notices?: (signal: AbortSignal) => Promise<readonly Notice[]>;
}
