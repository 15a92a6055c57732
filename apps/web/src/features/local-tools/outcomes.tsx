import { Badge, type Column, DataTable, Json } from '../../ui/index.js';
import { text } from './text.js';

const words = text.act;

/** What came of one part of an act. */
interface Outcome {
  readonly id: number;
  readonly title: string;
  readonly outcome: keyof typeof words.outcomes;
  readonly message: string;
  readonly answer?: unknown;
}

const tones = {
  done: 'ok',
  unchanged: 'unknown',
  failed: 'broken',
  planned: 'info',
  waiting: 'unknown',
  running: 'info',
  stopped: 'attention',
} as const;

/** What came of an act, part by part. */
export function Outcomes({ rows }: { readonly rows: readonly Outcome[] }) {
  return (
    <DataTable
      id="tool-outcomes"
      caption={words.outcome}
      rows={rows}
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ title }) => title}
      empty={{ text: words.nothing }}
    />
  );
}

const columns: readonly Column<Outcome>[] = [
  { key: 'title', label: words.title, always: true, card: 'title', value: ({ title }) => title },
  {
    key: 'outcome',
    label: words.outcome,
    card: 'fact',
    cell: ({ outcome }) => <Badge tone={tones[outcome]}>{words.outcomes[outcome]}</Badge>,
  },
  { key: 'message', label: words.message, card: 'fact', value: ({ message }) => message },
  {
    key: 'answer',
    label: words.answer,
    card: 'none',
    cell: ({ answer }) =>
      answer === null || answer === undefined ? null : (
        <details>
          <summary>{words.answer}</summary>
          <Json value={answer} />
        </details>
      ),
  },
];
