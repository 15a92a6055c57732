import { audit, type SignedDays } from '@cerebrate/contract';
import { addressOf, call } from '../../api/index.js';
import { asProblem, Badge, ProblemNote, Skeleton, useAsked, useSettled } from '../../ui/index.js';
import './audit.scss';
import { text } from './text.js';

/** Up to which day the end of the log is signed, whether the log agrees, and what was signed to keep elsewhere. */
export function SignedUpTo() {
  const { value: signed, error } = useSettled(useAsked(() => call(audit.signedDays), []));
  if (error) return <ProblemNote problem={asProblem(error)} lead={text.signed.failed} />;
  if (!signed) return <Skeleton lines={1} label={text.signed.running} />;
  const { days, last } = signed;
  return (
    <section className="audit-verified" aria-label={text.signed.label}>
      <Standing signed={signed} />
      {last ? <span>{text.signed.upTo(last.day, last.seq)}</span> : null}
      {last ? (
        <a href={addressOf(audit.signedLines)} download="audit-heads.ndjson" title={text.signed.keep}>
          {text.signed.download(days)}
        </a>
      ) : null}
    </section>
  );
}

function Standing({ signed: { days, fault, isOverdue } }: { readonly signed: SignedDays }) {
  if (fault)
    return (
      <>
        <Badge tone="broken" icon="exclamation-octagon">
          {text.signed.broken}
        </Badge>
        <span>{fault.reason}.</span>
      </>
    );
  if (isOverdue)
    return (
      <Badge tone="attention" icon="exclamation-triangle">
        {text.signed.overdue}
      </Badge>
    );
  if (days === 0) return <span className="muted">{text.signed.none}</span>;
  return (
    <Badge tone="ok" icon="shield-check">
      {text.signed.sound(days)}
    </Badge>
  );
}
