import {
  type FieldProvenance,
  type Provenance,
  provenance,
  type RecordSignature,
  type RemoteKind,
} from '@cerebrate/contract';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import {
  asProblem,
  Badge,
  type Column,
  DataTable,
  KeyValue,
  ProblemNote,
  RelativeTime,
  Skeleton,
  useAsked,
  useSettled,
} from '../../ui/index.js';
import { text } from './text.js';

interface ProvenanceTabProps {
  readonly kind: RemoteKind;
  readonly id: number;
}

const tones = {
  verified: ['ok', 'shield-check'],
  unknown: ['unknown', 'question-circle'],
  broken: ['broken', 'x-circle'],
} as const;

/** What a signature says, in colour, icon and word. */
export function SignatureBadge({ state }: { readonly state: RecordSignature }) {
  return (
    <Badge tone={tones[state][0]} icon={tones[state][1]}>
      {text.states[state]}
    </Badge>
  );
}

/** Where a record came from, and which of its fields were edited here since (FEATURES BRD-08). */
export function ProvenanceTab({ kind, id }: ProvenanceTabProps) {
  const asked = useAsked(() => call(provenance.get, { params: { kind, ref: String(id) } }), [kind, id]);
  const { value, error } = useSettled(asked);
  if (error) return <ProblemNote problem={asProblem(error)} />;
  if (!value) return <Skeleton lines={4} />;
  if (!value.origin) return <p className="muted m-0">{text.own}</p>;
  return <Origin origin={value.origin} fields={value.fields} unplaced={value.unplaced} />;
}

interface OriginProps {
  readonly origin: NonNullable<Provenance['origin']>;
  readonly fields: readonly FieldProvenance[];
  readonly unplaced: Provenance['unplaced'];
}

function Origin({ origin, fields, unplaced }: OriginProps) {
  const { brood, isStub, takenAt, remoteModified, vanishedAt, signature } = origin;
  return (
    <div className="d-flex flex-column gap-3">
      <p className="m-0">
        {brood ? <Link to={`/broods/view/${brood.id}`}>{text.from(brood.name)}</Link> : text.fromSomewhere}
      </p>
      {isStub ? <p className="muted m-0">{text.stub}</p> : null}
      <KeyValue
        facts={[
          { label: text.taken, value: <RelativeTime at={takenAt} /> },
          ...(remoteModified ? [{ label: text.changed, value: <RelativeTime at={remoteModified} /> }] : []),
          ...(vanishedAt ? [{ label: text.vanished, value: <RelativeTime at={vanishedAt} /> }] : []),
          { label: text.signature, value: signature ? <SignatureBadge state={signature.state} /> : text.unsigned },
          ...(signature ? [{ label: text.key, value: signature.keyId, copy: true, mono: true }] : []),
        ]}
      />
      {isStub ? null : (
        <DataTable
          id="provenance"
          caption={text.fields}
          rows={fields}
          columns={columns}
          rowKey={(row) => row.field}
          rowLabel={(row) => row.label}
          empty={{ text: text.empty }}
        />
      )}
      {unplaced.length > 0 ? (
        <div>
          <p className="m-0">{text.unplaced(unplaced.length)}</p>
          <ul className="m-0">
            {unplaced.slice(0, 50).map(({ template, field, value }) => (
              <li key={`${template} ${field} ${value}`}>
                {template}: {field} = <span className="mono">{value}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}

const joined = (values: readonly string[]): string | null => (values.length === 0 ? null : values.join(', '));

const columns: readonly Column<FieldProvenance>[] = [
  { key: 'label', label: text.field, always: true, card: 'title', value: (row) => row.label },
  {
    key: 'source',
    label: text.source,
    card: 'fact',
    cell: ({ source }) => (
      <Badge tone={source === 'here' ? 'attention' : 'ok'} icon={source === 'here' ? 'pencil' : 'check-circle'}>
        {text.sources[source]}
      </Badge>
    ),
  },
  { key: 'here', label: text.here, card: 'fact', value: (row) => joined(row.here) },
  {
    key: 'theirs',
    label: text.theirs,
    card: 'fact',
    value: (row) => (row.source === 'peer' ? null : joined(row.theirs)),
  },
];

/** The tab for a record page. */
export const provenanceTab = (kind: RemoteKind, id: number) => ({
  key: 'origin',
  label: text.tab,
  content: <ProvenanceTab key={id} kind={kind} id={id} />,
});
