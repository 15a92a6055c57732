import { audit, type ChainReport } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { asProblem, Badge, CopyButton, type Problem, ProblemNote, Skeleton } from '../../ui/index.js';
import './audit.scss';
import { text } from './text.js';

/** Where a verification of the log stands. */
export type Verification =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly report: ChainReport }
  | { readonly state: 'failed'; readonly problem: Problem };

/** Has the log verified and tells each step. */
export async function verify(tell: (verification: Verification) => void): Promise<void> {
  tell({ state: 'running' });
  try {
    tell({ state: 'done', report: await call(audit.verify) });
  } catch (error) {
    tell({ state: 'failed', problem: asProblem(error) });
  }
}

/** What the verification found. */
export function Verified({ verification }: { readonly verification: Verification }) {
  if (verification.state === 'running') return <Skeleton lines={1} label={text.verify.running} />;
  if (verification.state === 'failed') return <ProblemNote problem={verification.problem} lead={text.verify.failed} />;
  const { fault, checked, head } = verification.report;
  if (fault)
    return (
      <output className="audit-verified">
        <Badge tone="broken" icon="exclamation-octagon">
          {text.verify.broken(fault.seq)}
        </Badge>
        {fault.reason}.
      </output>
    );
  const noted = `${head.seq}:${head.hash}`;
  return (
    <output className="audit-verified">
      <Badge tone="ok" icon="shield-check">
        {text.verify.sound(checked)}
      </Badge>
      <span className="muted">{text.verify.note}</span>
      <code>{noted}</code>
      <CopyButton text={noted} label={text.verify.note} />
    </output>
  );
}
