import { type MetaTemplateRecord, metaTemplates } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { call, loadSession, may } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { RecordChangedNotice } from '../../parts/live/changed-notice.js';
import { type Action, Badge, type Fact, Icon, RecordPage, RelativeTime } from '../../ui/index.js';
import { deleteTemplate, switchDefault, switchTemplate } from './acts.js';
import { exportTemplate } from './export-template.js';
import { FieldsTable } from './fields-table.js';
import { lifeActions } from './life-actions.js';
import { life } from './life-text.js';
import { loadRights, RightsTab } from './rights-tab.js';
import { rightsText } from './rights-text.js';
import { scopes, text } from './text.js';

/** The template of the address. @throws ProblemError 404 when there is none one may see */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const template = await call(metaTemplates.get, { params: { ref: params['ref'] ?? '' }, signal });
  await loadSession();
  return { ...template, rights: may('metaTemplate:manage') ? await loadRights(template, signal) : null };
}

/** One meta-template with its fields and their use (FEATURES MT-02). */
export function Component() {
  const { rights, ...template } = useLoaderData<typeof loader>();
  return (
    <RecordPage
      kind={text.kind}
      title={template.name}
      badges={
        <>
          <Badge tone={template.enabled ? 'ok' : 'unknown'}>{template.enabled ? text.enabled : text.disabled}</Badge>
          {template.isDefault ? <Badge tone="info">{text.default}</Badge> : null}
        </>
      }
      summary={`${scopes[template.scope]} · ${template.namespace} · ${text.version(template.templateVersion)}`}
      notice={
        <>
          <RecordChangedNotice noun="metaTemplate" id={template.id} version={template.version} />
          <Notices template={template} />
        </>
      }
      actions={useActions(template)}
      facts={factsOf(template)}
      tabs={[
        {
          key: 'fields',
          label: text.fields,
          count: template.fields.length,
          content: <FieldsTable template={template} />,
        },
        ...(rights
          ? [
              {
                key: 'rights',
                label: rightsText.tab,
                count: rights.rules.length,
                content: <RightsTab template={template} rights={rights} />,
              },
            ]
          : []),
      ]}
      history={
        <ChangeHistory
          key={template.version}
          load={(query, signal) => call(metaTemplates.history, { params: { ref: String(template.id) }, query, signal })}
        />
      }
    />
  );
}

function factsOf(template: MetaTemplateRecord): readonly Fact[] {
  const { facts } = text;
  return [
    { label: facts.uuid, value: template.uuid, copy: true, mono: true },
    { label: facts.id, value: template.id, copy: true, mono: true },
    { label: facts.scope, value: scopes[template.scope] },
    { label: facts.version, value: template.templateVersion },
    { label: facts.namespace, value: template.namespace },
    { label: facts.source, value: template.source },
    ...(template.valueCount === null ? [] : [{ label: facts.values, value: template.valueCount }]),
    { label: facts.created, value: <RelativeTime at={template.created} /> },
    { label: facts.modified, value: <RelativeTime at={template.modified} /> },
    { label: facts.description, value: template.description, wide: true },
  ];
}

function Notices({ template: { id, update, newest, valueCount } }: { readonly template: MetaTemplateRecord }) {
  return (
    <>
      {update ? <UpdateNotice update={update} /> : null}
      {newest && valueCount ? (
        <div className="notice-strip" data-tone="info">
          <Icon name="info-circle" />
          <div>
            {life.outdated(newest.templateVersion)}{' '}
            <Link to={`/metaTemplates/getMetaFieldsToUpdate/${id}`}>{life.migrate.act}</Link>
          </div>
        </div>
      ) : null}
    </>
  );
}

/** What a newer shipped version would meet here. */
function UpdateNotice({ update }: { readonly update: NonNullable<MetaTemplateRecord['update']> }) {
  const isSafe = update.conflicts.length === 0;
  return (
    <div className="notice-strip" data-tone={isSafe ? 'info' : 'attention'}>
      <Icon name={isSafe ? 'info-circle' : 'exclamation-triangle'} />
      <div>
        <strong>{text.update.title(update.toVersion)}</strong> {isSafe ? text.update.safe : text.update.conflicts}
        {isSafe ? null : (
          <ul className="mb-0">
            {update.conflicts.map(({ field, kind, message, records }) => (
              <li key={`${field} ${kind}`}>{text.update.conflict(field, message, records)}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function useActions(template: MetaTemplateRecord): readonly Action[] {
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const save: Action = {
    label: text.export,
    icon: 'download',
    onSelect: () => void exportTemplate(template),
    menu: true,
  };
  if (!may('metaTemplate:manage')) return [{ ...save, menu: false }];
  const { valueCount } = template;
  const gone = () => void navigate('/metaTemplates/index', { replace: true });
  return [
    {
      label: template.enabled ? text.disable : text.enable,
      icon: 'toggles',
      primary: !template.enabled,
      onSelect: () => void switchTemplate(template, changed),
    },
    ...lifeActions(template),
    {
      label: template.isDefault ? text.noDefault : text.makeDefault,
      icon: 'check-circle',
      onSelect: () => void switchDefault(template, changed),
      menu: true,
    },
    save,
    {
      label: `${text.remove}…`,
      icon: 'trash',
      tone: 'danger',
      menu: true,
      onSelect: () => void deleteTemplate(template, gone),
      ...(valueCount ? { unavailable: text.deletion.holds(valueCount) } : {}),
    },
  ];
}
