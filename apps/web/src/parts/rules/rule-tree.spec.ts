import { describe, expect, it } from 'vitest';
import { inserted, moved, nodeAt, type RuleNode, removed, stepped } from './rule-tree.js';

const leaf = (kind: string): RuleNode => ({ kind });
const group = (...rules: RuleNode[]): RuleNode => ({ kind: 'or', rules });
const tree = group(leaf('a'), group(leaf('b'), leaf('c')), leaf('d'));

/** The tree as letters: `(a(bc)d)`. */
const letters = (node: RuleNode | undefined): string =>
  node === undefined ? '-' : node.rules ? `(${node.rules.map(letters).join('')})` : node.kind;
const step = (path: number[], way: 'up' | 'down' | 'out' | 'in') => {
  const to = stepped(tree, path, way);
  return to && letters(moved(tree, path, to));
};

describe('a tree of conditions', () => {
  it('gains and loses nodes where one says', () => {
    expect(letters(inserted(tree, [1, 0], leaf('x')))).toBe('(a(xbc)d)');
    expect(letters(removed(tree, [1]))).toBe('(ad)');
    expect(letters(nodeAt(tree, [1, 1]))).toBe('c');
    expect(nodeAt(tree, [7, 1])).toBeUndefined();
  });

  it('moves a node by one step each way, and nowhere beyond its ends', () => {
    expect(step([0], 'down')).toBe('((bc)ad)');
    expect(step([2], 'up')).toBe('(ad(bc))');
    expect(step([1, 1], 'up')).toBe('(a(cb)d)');
    expect(step([1, 0], 'out')).toBe('(a(c)bd)');
    expect(step([2], 'in')).toBe('(a(bcd))');
    expect(step([0], 'up')).toBeUndefined();
    expect(step([0], 'out')).toBeUndefined();
    expect(step([1], 'in')).toBeUndefined();
    expect(stepped(tree, [], 'down')).toBeUndefined();
  });

  it('takes a node dropped into a later group, and no group into itself', () => {
    expect(letters(moved(tree, [0], [1, 1]))).toBe('((bac)d)');
    expect(moved(tree, [1], [1, 0])).toBeUndefined();
    expect(moved(tree, [], [1])).toBeUndefined();
  });
});
