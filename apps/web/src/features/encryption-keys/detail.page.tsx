import { type EncryptionKey, encryptionKeys } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router';
import { addressOf, call } from '../../api/index.js';
import { KeyBadge } from '../../parts/encryption-keys/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { RecordChangedNotice } from '../../parts/live/changed-notice.js';
import { type Action, RecordPage, RelativeTime, Secret } from '../../ui/index.js';
import { deleteKeys } from './delete-keys.js';
import { keyFacts } from './key-facts.js';
import { text } from './text.js';

/** The key of the address. @throws ProblemError 404 when there is none */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(encryptionKeys.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** One key (FEATURES KEY-05): what was read from it, whose it is, its text on request. */
export function Component() {
  const key = useLoaderData<typeof loader>();
  const { facts } = text;
  const { owner } = key;
  return (
    <RecordPage
      kind={text.kind}
      title={key.userIds[0] ?? key.fingerprint ?? `#${key.id}`}
      notice={<RecordChangedNotice noun="encryptionKey" id={key.id} version={key.version} />}
      badges={<KeyBadge state={key.state} />}
      actions={useActions(key)}
      facts={[
        { label: facts.owner, value: <Link to={`/${owner.kind}s/view/${owner.id}`}>{owner.name}</Link> },
        { label: facts.uuid, value: key.uuid, copy: true, mono: true },
        ...keyFacts(key),
        { label: facts.created, value: <RelativeTime at={key.created} /> },
        { label: facts.modified, value: <RelativeTime at={key.modified} /> },
        { label: facts.text, value: <Secret value={key.text} label={facts.text} />, wide: true },
      ]}
      history={
        <ChangeHistory
          key={key.version}
          load={(query, signal) => call(encryptionKeys.history, { params: { ref: String(key.id) }, query, signal })}
        />
      }
    />
  );
}

function useActions(key: EncryptionKey): readonly Action[] {
  const navigate = useNavigate();
  const download = () => window.location.assign(addressOf(encryptionKeys.file, { params: { ref: String(key.id) } }));
  const file: Action = { label: text.download, icon: 'download', onSelect: download };
  if (!key.mayChange) return [file];
  const remove = () =>
    void deleteKeys([key.id], text.deletion.title(key.fingerprint?.slice(-16) ?? `#${key.id}`), {
      onDeleted: () => void navigate('/encryptionKeys/index', { replace: true }),
      onRestored: () => void navigate(`/encryptionKeys/view/${key.id}`),
    });
  return [
    file,
    { label: text.edit, icon: 'pencil', to: `/encryptionKeys/edit/${key.id}`, modal: true, primary: true, hotkey: 'e' },
    { label: `${text.remove}…`, icon: 'trash', tone: 'danger', onSelect: remove, menu: true },
  ];
}
