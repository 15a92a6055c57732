/** A node of a tree of conditions, as far as moving it about is concerned. */
export interface RuleNode {
  readonly kind: string;
  readonly rules?: readonly RuleNode[];
}

/** The places of children that lead from the root to a node; the root's own path is empty. */
export type NodePath = readonly number[];

/** The node at a path, or undefined. */
export function nodeAt<R extends RuleNode>(root: R, path: NodePath): R | undefined {
  return path.reduce<R | undefined>((node, at) => node?.rules?.[at] as R | undefined, root);
}

/** The tree with another node at the path. */
export function replaced<R extends RuleNode>(root: R, path: NodePath, node: R): R {
  const [at, ...rest] = path;
  if (at === undefined) return node;
  const rules = (root.rules ?? []).map((one, place) => (place === at ? replaced(one as R, rest, node) : one));
  return { ...root, rules };
}

/** The tree without the node at the path; groups left empty stay, so that one can put something in. */
export const removed = <R extends RuleNode>(root: R, path: NodePath): R =>
  withRules(root, path, (rules, at) => rules.toSpliced(at, 1));

/** The tree with a node at the path; what stood there and after it moves down. */
export const inserted = <R extends RuleNode>(root: R, path: NodePath, node: R): R =>
  withRules(root, path, (rules, at) => rules.toSpliced(at, 0, node));

/** Where a node goes by one step. */
export type Step = 'up' | 'down' | 'out' | 'in';

/**
 * The path a node has after one step, or undefined when there is no such step: up and down among its siblings, out of
 * its group to stand after it, into the group before it as its last.
 */
export function stepped(root: RuleNode, path: NodePath, step: Step): NodePath | undefined {
  const parent = path.slice(0, -1);
  const at = path.at(-1);
  if (at === undefined) return undefined;
  const siblings = nodeAt(root, parent)?.rules ?? [];
  if (step === 'up') return at > 0 ? [...parent, at - 1] : undefined;
  if (step === 'down') return at < siblings.length - 1 ? [...parent, at + 1] : undefined;
  if (step === 'out') return parent.length > 0 ? [...parent.slice(0, -1), (parent.at(-1) ?? 0) + 1] : undefined;
  const before = siblings[at - 1];
  return before?.rules ? [...parent, at - 1, before.rules.length] : undefined;
}

/** The tree with the node of one path moved to another, as `stepped` and a drop name it; undefined when it would go into itself. */
export function moved<R extends RuleNode>(root: R, from: NodePath, to: NodePath): R | undefined {
  const node = nodeAt(root, from);
  if (!node || from.length === 0 || to.length === 0 || isWithin(from, to)) return undefined;
  return inserted(removed(root, from), afterRemoval(from, to), node);
}

/** The path that `to` is once the node at `from` is gone; moves among siblings name the place the node shall have. */
function afterRemoval(from: NodePath, to: NodePath): NodePath {
  const depth = from.length - 1;
  const isBeside = to.length > from.length && from.slice(0, depth).every((at, place) => to[place] === at);
  const goesUp = isBeside && (to[depth] ?? 0) > (from[depth] ?? 0);
  return goesUp ? to.map((at, place) => (place === depth ? at - 1 : at)) : to;
}

const isWithin = (outer: NodePath, path: NodePath): boolean =>
  path.length >= outer.length && outer.every((at, place) => path[place] === at) && path.length > outer.length;

function withRules<R extends RuleNode>(
  root: R,
  path: NodePath,
  change: (rules: RuleNode[], at: number) => RuleNode[],
): R {
  const parent = nodeAt(root, path.slice(0, -1));
  const at = path.at(-1);
  if (!parent?.rules || at === undefined) return root;
  return replaced(root, path.slice(0, -1), { ...parent, rules: change([...parent.rules], at) });
}
