import { type Tag, tags } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router';
import { call, may } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { RecordChangedNotice } from '../../parts/live/changed-notice.js';
import { type Action, RecordPage, RelativeTime, TagChip } from '../../ui/index.js';
import { deleteTag } from './delete-tag.js';
import { text } from './text.js';

/** The tag of the address. @throws ProblemError 404 when there is none */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(tags.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** One tag (FEATURES TAG-01, TAG-05). */
export function Component() {
  const tag = useLoaderData<typeof loader>();
  const { facts } = text;
  return (
    <RecordPage
      kind={text.kind}
      title={tag.name}
      notice={<RecordChangedNotice noun="tag" id={tag.id} version={tag.version} />}
      summary={text.usedBy(tag.counter)}
      actions={useActions(tag)}
      facts={[
        { label: facts.name, value: <TagChip name={tag.name} colour={tag.colour} />, copy: tag.name },
        { label: facts.colour, value: tag.colour, copy: true, mono: true },
        { label: facts.id, value: tag.id, copy: true, mono: true },
        ...(tag.aliases.length > 0 ? [{ label: facts.aliases, value: tag.aliases.join(', ') }] : []),
        { label: facts.namespace, value: tag.namespace },
        { label: facts.predicate, value: tag.predicate },
        { label: facts.value, value: tag.value },
        { label: facts.created, value: <RelativeTime at={tag.created} /> },
        { label: facts.modified, value: <RelativeTime at={tag.modified} /> },
      ]}
      history={
        <ChangeHistory
          key={tag.version}
          load={(query, signal) => call(tags.history, { params: { ref: String(tag.id) }, query, signal })}
        />
      }
    />
  );
}

function useActions(tag: Tag): readonly Action[] {
  const navigate = useNavigate();
  const show: Action = {
    label: text.showOrganisations,
    icon: 'building',
    to: `/organisations/index?${new URLSearchParams({ tag: tag.name })}`,
  };
  if (!may('tag:write')) return [show];
  const remove = () => void deleteTag(tag, () => void navigate('/tags/index', { replace: true }));
  return [
    show,
    { label: text.edit, icon: 'pencil', to: `/tags/edit/${tag.id}`, modal: true, primary: true, hotkey: 'e' },
    { label: text.merging.menu, icon: 'collection', to: `/tags/merge/${tag.id}`, modal: true, menu: true },
    { label: `${text.remove}…`, icon: 'trash', tone: 'danger', onSelect: remove, menu: true },
  ];
}
