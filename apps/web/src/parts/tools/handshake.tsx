import type { Connection } from '@cerebrate/contract';
import { Icon, RelativeTime } from '../../ui/index.js';
import './handshake.scss';
import { text } from './text.js';

type Told = Pick<Connection, 'isAwaited' | 'side' | 'state' | 'tool' | 'brood' | 'remoteTool' | 'steps'>;
type Step = Connection['steps'][number];
type StepState = 'done' | 'failed' | 'next' | 'later';

/** What the other end is called: its node, or the tool itself when both are ours. */
const peerOf = ({ brood, remoteTool }: Pick<Told, 'brood' | 'remoteTool'>): string => brood?.name ?? remoteTool.name;

/** Who must act next, or how it ended. */
function nextOf(connection: Told): string {
  const { state, isAwaited } = connection;
  if (isAwaited) return text.next.askedConnected(peerOf(connection));
  const words = text.next[state];
  return typeof words === 'string' ? words : words(peerOf(connection));
}

/** The slides' line: request sent, accepted, done; between whom, and who must act next (FEATURES INT-02). */
export function Handshake({ connection }: { readonly connection: Told }) {
  const { tool, brood, remoteTool, steps, side } = connection;
  const ours = <End where={text.line.here} tool={tool.name} node={null} />;
  const theirs = (
    <End where={brood ? text.line.there : text.line.here} tool={remoteTool.name} node={brood?.name ?? null} />
  );
  const next = steps.find(({ at }) => at === null);
  return (
    <section className="handshake surface" aria-label={text.line.label}>
      <div className="handshake-line">
        {side === 'asking' ? ours : theirs}
        <ol>
          {steps.map((step) => (
            <StepMark key={step.step} step={step} state={stateOf(step, step === next)} />
          ))}
        </ol>
        {side === 'asking' ? theirs : ours}
      </div>
      <p className="handshake-next">{nextOf(connection)}</p>
    </section>
  );
}

function stateOf({ at, isFailed }: Step, isNext: boolean): StepState {
  if (isFailed) return 'failed';
  if (at !== null) return 'done';
  return isNext ? 'next' : 'later';
}

const marks = { done: 'check-circle', failed: 'x-circle', next: 'hourglass-split', later: 'circle' } as const;

function StepMark({ step: { step, at, isFailed }, state }: { readonly step: Step; readonly state: StepState }) {
  return (
    <li data-state={state} aria-current={state === 'next' ? 'step' : undefined}>
      <span className="handshake-mark">
        <Icon name={marks[state]} />
      </span>
      <span className="handshake-name">{text.line.steps[step]}</span>
      <span className="muted">{at ? <RelativeTime at={at} /> : isFailed ? text.line.failed : text.line.pending}</span>
    </li>
  );
}

function End({ where, tool, node }: { readonly where: string; readonly tool: string; readonly node: string | null }) {
  return (
    <div className="handshake-end">
      <span className="muted">{node ?? where}</span>
      <strong>{tool}</strong>
    </div>
  );
}
