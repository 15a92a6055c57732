import { organisations } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { ConsentPanel } from '../../parts/consent/consent-panel.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { RecordChangedNotice } from '../../parts/live/changed-notice.js';
import { MergesOfRecord } from '../../parts/merging/merges-of-record.js';
import { mergeText } from '../../parts/merging/text.js';
import { organisationMerge } from '../../parts/merging/ways.js';
import { metaFieldTabs } from '../../parts/meta-fields/meta-field-tabs.js';
import { provenanceTab } from '../../parts/provenance/provenance-tab.js';
import { TagEditor } from '../../parts/tags/tag-editor.js';
import {
  type Action,
  Chip,
  Country,
  copyText,
  countryName,
  type Fact,
  Json,
  Modal,
  RecordPage,
  toast,
} from '../../ui/index.js';
import { Website } from './columns.js';
import { deleteOrganisation } from './delete-organisation.js';
import { organisationRail } from './detail-rail.js';
import './organisations.scss';
import { text } from './text.js';

/** The organisation of the address, by its id or uuid. @throws ProblemError 404 when there is none one may see */
export async function loader({ params, request }: LoaderFunctionArgs) {
  return call(organisations.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });
}

type Loaded = Awaited<ReturnType<typeof loader>>;

/** One organisation (FEATURES ORG-07, ORG-08, ORG-10; AUD-03). */
export function Component() {
  const organisation = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  const [json, setJson] = useState(false);
  const params = { ref: String(organisation.id) };
  const mayEdit = organisation.mayChange && may('organisation:update');
  return (
    <>
      <RecordPage
        kind={text.kind}
        title={organisation.name}
        notice={<RecordChangedNotice noun="organisation" id={organisation.id} version={organisation.version} />}
        lead={organisation.country ? <Country code={organisation.country} show="flag" /> : undefined}
        summary={<Place organisation={organisation} />}
        tags={<Tags organisation={organisation} onChange={reload} />}
        actions={useRecordActions(organisation, () => setJson(true))}
        facts={factsOf(organisation)}
        tabs={[
          ...metaFieldTabs(organisation.metaFields, { record: organisation.id }),
          { key: 'open', label: text.record.open, content: <ConsentPanel kind="organisation" id={organisation.id} /> },
          provenanceTab('organisations', organisation.id),
        ]}
        rail={organisationRail(organisation)}
        history={
          may('history:read') ? (
            <>
              {may('organisation:delete') ? <MergesOfRecord way={organisationMerge} id={organisation.id} /> : null}
              <ChangeHistory
                key={organisation.version}
                load={(query, signal) => call(organisations.history, { params, query, signal })}
                onRevert={
                  mayEdit
                    ? (seq) =>
                        call(organisations.revert, { params, body: { seq }, ifMatch: organisation.version }).then(
                          reload,
                        )
                    : undefined
                }
              />
            </>
          ) : undefined
        }
      />
      <JsonDialog organisation={organisation} show={json} onClose={() => setJson(false)} />
    </>
  );
}

/** The country in words, leading to its other organisations. */
function Place({ organisation: { country, nationalityText } }: { readonly organisation: Loaded }) {
  if (country !== null) {
    const name = countryName(country);
    return (
      <Link to={`/organisations/index?country=${country}`} title={text.record.sameCountry(name)}>
        {name}
      </Link>
    );
  }
  return nationalityText === null ? null : `${nationalityText} (${text.record.unknownCountry})`;
}

function Tags({ organisation, onChange }: { readonly organisation: Loaded; readonly onChange: () => void }) {
  const params = { ref: String(organisation.id) };
  return (
    <TagEditor
      tags={organisation.tags}
      mayEdit={organisation.mayChange && may('tag:assign')}
      link={(name) => `/organisations/index?${new URLSearchParams({ tag: name })}`}
      onChange={async (change) => {
        await call(organisations.tag, { params, body: change });
        onChange();
      }}
    />
  );
}

function factsOf(organisation: Loaded): Fact[] {
  const { uuid, id, sector, type, url, contacts } = organisation;
  const filtered = (field: 'sector' | 'type', value: string | null) =>
    value ? <Chip to={`/organisations/index?${new URLSearchParams({ [field]: value })}`}>{value}</Chip> : null;
  return [
    { label: text.fields['uuid'] ?? '', value: uuid, copy: true, mono: true },
    { label: text.fields['id'] ?? '', value: id, copy: true, mono: true },
    { label: text.fields['sector'] ?? '', value: filtered('sector', sector), ...(sector ? { copy: sector } : {}) },
    { label: text.fields['type'] ?? '', value: filtered('type', type), ...(type ? { copy: type } : {}) },
    { label: text.fields['url'] ?? '', value: url ? <Website url={url} /> : null, ...(url ? { copy: url } : {}) },
    ...(contacts
      ? [
          {
            label: text.fields['contacts'] ?? '',
            value: <span className="org-contacts">{contacts}</span>,
            copy: contacts,
            wide: true,
          },
        ]
      : []),
  ];
}

function useRecordActions(organisation: Loaded, showJson: () => void): Action[] {
  const navigate = useNavigate();
  const view = `/organisations/view/${organisation.id}`;
  const copyLink = async () => {
    // the uuid is the same on every node, the number is not
    const done = await copyText(`${location.origin}/organisations/view/${organisation.uuid}`);
    if (done) toast({ tone: 'ok', text: text.record.linkCopied });
  };
  const remove = () =>
    void deleteOrganisation(organisation, {
      onDeleted: () => void navigate('/organisations/index', { replace: true }),
      onRestored: () => void navigate(view),
    });
  const { mayChange } = organisation;
  return [
    ...(mayChange && may('organisation:update')
      ? [
          {
            label: text.edit,
            icon: 'pencil',
            to: `/organisations/edit/${organisation.id}`,
            modal: true,
            primary: true,
            hotkey: 'e',
          } as const,
        ]
      : []),
    { label: text.record.copyLink, icon: 'link-45deg', onSelect: () => void copyLink(), menu: true },
    { label: text.record.json, icon: 'braces', onSelect: showJson, menu: true },
    ...(mayChange && may('organisation:delete')
      ? [
          {
            label: mergeText.menu,
            icon: 'collection',
            to: `/organisations/merge/${organisation.id}`,
            menu: true,
          } as const,
        ]
      : []),
    ...(mayChange && may('organisation:delete')
      ? [{ label: `${text.remove}…`, icon: 'trash', tone: 'danger', onSelect: remove, menu: true } as const]
      : []),
  ];
}

interface JsonDialogProps {
  readonly organisation: Loaded;
  readonly show: boolean;
  readonly onClose: () => void;
}

function JsonDialog({ organisation, show, onClose }: JsonDialogProps) {
  const foot = (
    <a href={addressOf(organisations.get, { params: { ref: organisation.uuid } })} target="_blank" rel="noopener">
      {text.record.rawJson}
    </a>
  );
  return (
    <Modal title={organisation.name} show={show} onClose={onClose} wide foot={foot}>
      <Json value={organisation} label={organisation.name} />
    </Modal>
  );
}
