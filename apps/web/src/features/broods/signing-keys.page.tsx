import { exchange, type SigningKey } from '@cerebrate/contract';
import { useLoaderData, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  type Action,
  Badge,
  type Column,
  CopyButton,
  confirm,
  DataTable,
  ListPage,
  RelativeTime,
  toast,
} from '../../ui/index.js';
import { text } from './text.js';

const words = text.signingKeys;

/** The keys of this node, the present one first. */
export const loader = async () => ({ rows: await call(exchange.keys, {}) });

/** What this node signs its records with: to be compared with its administrators' word, and to be renewed. */
export function Component() {
  const { rows } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const rotate: Action = {
    label: words.rotate,
    icon: 'arrow-repeat',
    onSelect: () => void renew(() => void revalidate()),
  };
  return (
    <ListPage title={words.title} actions={may('instance:manage') ? [rotate] : []}>
      <p className="muted m-0 mb-3">{words.lead}</p>
      <DataTable
        id="signing-keys"
        caption={words.title}
        rows={rows}
        columns={columns}
        rowKey={(row) => row.keyId}
        rowLabel={(row) => row.keyId}
        empty={{ text: words.empty }}
      />
    </ListPage>
  );
}

async function renew(done: () => void): Promise<void> {
  if (!(await confirm({ title: words.confirmation, body: words.consequence, act: words.rotate }))) return;
  try {
    await call(exchange.rotate, {});
    toast({ tone: 'ok', text: words.done });
    done();
  } catch (error) {
    tellFailure(error);
  }
}

const columns: readonly Column<SigningKey>[] = [
  {
    key: 'key',
    label: words.key,
    always: true,
    card: 'title',
    // read out to others, so never cut
    width: '30rem',
    cell: (row) => (
      <>
        <span className="mono">{row.keyId}</span> <CopyButton text={row.keyId} label={words.key} />
      </>
    ),
  },
  {
    key: 'state',
    label: words.state,
    card: 'fact',
    cell: ({ retiredAt }) => (
      <Badge tone={retiredAt ? 'unknown' : 'ok'} icon={retiredAt ? 'clock-history' : 'shield-check'}>
        {retiredAt ? words.retired : words.present}
      </Badge>
    ),
  },
  { key: 'created', label: words.created, card: 'fact', cell: (row) => <RelativeTime at={row.created} /> },
  {
    key: 'retired',
    label: words.retiredAt,
    card: 'fact',
    cell: ({ retiredAt }) => (retiredAt ? <RelativeTime at={retiredAt} /> : null),
  },
];
