import { audit, type ChainedAuditEntry } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { actWords, channelWords, FieldChanges, kindWords } from '../../parts/history/index.js';
import { exactUtc, type Fact, FormPage, Json, KeyValue } from '../../ui/index.js';
import './audit.scss';
import { recordAddress } from './record-address.js';
import { text } from './text.js';

/** The entry of the address. @throws ProblemError 404 when there is none */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(audit.get, { params: { seq: params['seq'] ?? '' }, signal: request.signal });

/** One entry whole: who, when, from where, what changed, and its place in the chain (FEATURES AUD-02, AUD-08). */
export function Component() {
  const entry = useLoaderData<typeof loader>();
  return (
    <FormPage title={`${entry.actor.name} ${actWords(entry.action)} ${kindWords(entry.kind)} ${entry.title}`}>
      <div className="audit-entry">
        <KeyValue facts={factsOf(entry)} />
        <section aria-label={text.changed}>
          <h2>{text.changed}</h2>
          {entry.changes.length === 0 ? (
            <p className="muted">{text.nothingChanged}</p>
          ) : (
            <FieldChanges changes={entry.changes} />
          )}
        </section>
        <details>
          <summary>{text.raw}</summary>
          <Json value={entry} label={text.raw} />
        </details>
      </div>
    </FormPage>
  );
}

function factsOf(entry: ChainedAuditEntry): Fact[] {
  const { facts } = text;
  const to = recordAddress(entry);
  const record = `${kindWords(entry.kind)} ${entry.entityId ?? ''}`.trim();
  return [
    { label: facts.at, value: `${exactUtc(new Date(entry.at))} UTC` },
    { label: facts.actor, value: entry.actor.name },
    { label: facts.channel, value: channelWords(entry.channel) },
    { label: facts.authKey, value: entry.authKeyId },
    { label: facts.ip, value: entry.ip, mono: true, ...(entry.ip ? { copy: true } : {}) },
    { label: facts.record, value: to ? <Link to={to}>{record}</Link> : record },
    { label: facts.uuid, value: entry.entityUuid, mono: true, ...(entry.entityUuid ? { copy: true } : {}) },
    { label: facts.requestId, value: entry.requestId, mono: true },
    { label: facts.message, value: entry.message, wide: true },
    { label: facts.previousHash, value: entry.previousHash, mono: true, wide: true },
    { label: facts.hash, value: entry.hash, mono: true, copy: true, wide: true },
  ];
}
