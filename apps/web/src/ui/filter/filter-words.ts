import { text } from '../../text/en.js';
import { type Filter, type FilterField, type FilterOp, opsOf } from '../list/grammar.js';

/** An operator as a person chooses it: `empty` is two conditions. */
export interface Condition {
  readonly id: string;
  readonly op: FilterOp;
  readonly label: string;
  /** The only value it has. */
  readonly value?: string;
}

/** The words of an operator for a kind of field. */
export function opWord(field: FilterField, op: FilterOp): string {
  if (field.kind === 'date' && op === 'gte') return text.filter.ops.since;
  if (field.kind === 'date' && op === 'lte') return text.filter.ops.until;
  return text.filter.ops[op];
}

/** The conditions one can put on a field, the usual one first. */
export function conditionsOf(field: FilterField): Condition[] {
  return opsOf(field).flatMap((op): Condition[] =>
    op === 'empty'
      ? [
          { id: 'empty', op, label: text.filter.ops.empty, value: 'true' },
          { id: 'filled', op, label: text.filter.ops.filled, value: 'false' },
        ]
      : [{ id: op, op, label: opWord(field, op) }],
  );
}

/** The condition a filter states. */
export function conditionOf(field: FilterField, filter: Filter): Condition | undefined {
  const conditions = conditionsOf(field);
  return conditions.find((one) => one.op === filter.op && (one.value === undefined || one.value === filter.values[0]));
}

/** A filter as the three parts of a sentence: country · is not · Luxembourg. */
export function sentenceOf(
  field: FilterField,
  filter: Filter,
  labelOf: (value: string) => string,
): [string, string, string] {
  const condition = conditionOf(field, filter);
  if (condition?.value !== undefined) return [field.label, condition.label, ''];
  const shown = filter.values.map((value) =>
    field.kind === 'boolean' ? (value === 'true' ? text.yes : text.no) : labelOf(value),
  );
  return [field.label, condition?.label ?? opWord(field, filter.op), shown.join(', ')];
}
