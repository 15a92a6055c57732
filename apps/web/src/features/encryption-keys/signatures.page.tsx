import { type SignatureCheck, SignatureCheckList, signatureChecks } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { keyWords } from '../../parts/encryption-keys/index.js';
import {
  type Action,
  type Column,
  DataTable,
  FilterBar,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { checkAddress, signersOf, Validity } from './signature-pieces.js';
import { text } from './text.js';

const words = text.signatures;

const shape = listShape(SignatureCheckList, {
  choices: { type: (['pgp', 'smime'] as const).map((value) => ({ value, label: keyWords.types[value] })) },
});

/** A page of the recorded answers. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(signatureChecks.list, { query, signal }));

/** Who asked which organisation signed what, and what was answered (FEATURES KEY-03). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  return (
    <ListPage title={words.title} lead={words.lead} total={total} actions={[verifyAction]}>
      <DataTable
        id="signature-checks"
        caption={words.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.purpose ?? `#${row.id}`}
        rowHref={checkAddress}
        toolbar={<FilterBar list={list} presets={presets} />}
        empty={{ text: words.empty, action: verifyAction }}
      />
    </ListPage>
  );
}

const verifyAction: Action = {
  label: words.verify,
  icon: 'shield-check',
  to: '/encryptionKeys/signatures/verify',
  modal: true,
};

const presets = [
  { label: text.presets.all, search: '' },
  { label: words.good, search: 'isValid=true' },
  { label: words.notGood, search: 'isValid=false' },
];

const columns: readonly Column<SignatureCheck>[] = [
  {
    key: 'created',
    label: words.asked,
    sort: true,
    always: true,
    card: 'title',
    cell: (row) => (
      <Link to={checkAddress(row)}>
        <RelativeTime at={row.created} />
      </Link>
    ),
  },
  { key: 'isValid', label: words.answer, card: 'fact', cell: (row) => <Validity isValid={row.isValid} /> },
  { key: 'signers', label: words.signedBy, card: 'fact', value: signersOf },
  { key: 'purpose', label: words.purpose, card: 'fact', value: (row) => row.purpose },
  { key: 'type', label: text.columns.type, card: 'none', value: (row) => keyWords.types[row.type] },
  { key: 'askedBy', label: words.askedBy, sort: true, card: 'none', value: (row) => row.askedBy },
];
