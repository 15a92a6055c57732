import { type SignatureCheck, signatureChecks } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { KeyBadge, keyWords } from '../../parts/encryption-keys/index.js';
import { type Fact, KeyValue, RecordPage, RelativeTime } from '../../ui/index.js';
import { signersOf, Validity } from './signature-pieces.js';
import { text } from './text.js';

const words = text.signatures;

/** The recorded answer of the address. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(signatureChecks.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** Who signed, when, and whether it holds, as it was answered then. */
export function Component() {
  const check = useLoaderData<typeof loader>();
  return (
    <RecordPage
      kind={words.kind}
      title={check.purpose ?? signersOf(check)}
      badges={<Validity isValid={check.isValid} />}
      actions={[
        {
          label: words.another,
          icon: 'shield-check',
          to: '/encryptionKeys/signatures/verify',
          modal: true,
          primary: true,
        },
      ]}
      facts={[
        { label: words.signedBy, value: signersOf(check) },
        { label: words.asked, value: <RelativeTime at={check.created} /> },
        { label: words.askedBy, value: check.askedBy },
        { label: text.facts.type, value: keyWords.types[check.type] },
        { label: words.size, value: words.bytes(check.dataSize) },
        { label: words.sha256, value: check.dataSha256, copy: true, mono: true, wide: true },
      ]}
      tabs={[
        {
          key: 'signatures',
          label: words.signatures,
          count: check.signatures.length,
          content: <Signatures check={check} />,
        },
      ]}
    />
  );
}

function Signatures({ check }: { readonly check: SignatureCheck }) {
  return (
    <div className="d-flex flex-column gap-3">
      {check.signatures.map((one, at) => (
        // signatures have no identity but their place
        <section key={at} aria-label={words.nth(at + 1)}>
          <p className="mb-1">
            <strong>{one.reason}</strong> {one.keyState ? <KeyBadge state={one.keyState} /> : null}
          </p>
          <KeyValue facts={factsOf(one)} />
        </section>
      ))}
    </div>
  );
}

function factsOf({
  organisations,
  owners,
  fingerprint,
  keyIds,
  signedAt,
}: SignatureCheck['signatures'][number]): Fact[] {
  return [
    {
      label: words.organisations,
      value: organisations.length > 0 ? <Links to="/organisations/view" of={organisations} /> : null,
    },
    {
      label: words.owners,
      value: owners.length > 0 ? <Links to="/encryptionKeys/view" of={owners.map(keyOfOwner)} /> : null,
    },
    { label: words.signedAt, value: signedAt ? <RelativeTime at={signedAt} /> : null },
    { label: text.facts.fingerprint, value: fingerprint, copy: true, mono: true, wide: true },
    { label: text.facts.keyIds, value: keyIds.join(', '), mono: true },
  ];
}

const keyOfOwner = ({ keyId, name }: SignatureCheck['signatures'][number]['owners'][number]) => ({ id: keyId, name });

function Links({
  to,
  of,
}: {
  readonly to: string;
  readonly of: readonly { readonly id: number; readonly name: string }[];
}) {
  return (
    <>
      {of.map(({ id, name }, at) => (
        <span key={id}>
          {at > 0 ? ', ' : ''}
          <Link to={`${to}/${id}`}>{name}</Link>
        </span>
      ))}
    </>
  );
}
