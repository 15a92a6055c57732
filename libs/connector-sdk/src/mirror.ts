import type { Tool } from './tool.js';

/** Who belongs to something of this node that a tool follows: a mailing list, a sharing group. */
export interface Desired {
  readonly uuid: string;
  readonly name: string;
  readonly members: readonly DesiredMember[];
}

export interface DesiredMember {
  readonly uuid: string;
  readonly name: string;
  readonly email: string | null;
  /** Fields the connector asked for by name, such as a user name at the tool. */
  readonly fields: Readonly<Record<string, string>>;
}

/** One change at the tool, shown before it is made. */
export interface MirrorStep {
  readonly kind: 'add' | 'remove' | 'change';
  readonly title: string;
  /** What `apply` needs; no secrets. */
  readonly subject: Readonly<Record<string, unknown>>;
}

/** For tools that follow our groups and lists: the difference first, then step by step. */
export interface Mirror<S = unknown> {
  readonly follows: 'mailing-list' | 'sharing-group';
  /** Fields of members that `plan` reads. */
  readonly memberFields?: readonly string[];
  /** Names of what the tool has to follow with: a list's address, a channel. */
  targets(tool: Tool<S>): Promise<readonly { readonly id: string; readonly title: string }[]>;
  /** What must change so that the target is as desired; empty when it is. Changes nothing. */
  plan(tool: Tool<S>, target: string, desired: Desired): Promise<readonly MirrorStep[]>;
  /** Makes one step; done already is success. */
  apply(tool: Tool<S>, target: string, step: MirrorStep): Promise<void>;
}
