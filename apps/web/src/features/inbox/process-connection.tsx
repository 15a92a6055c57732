import { type ConnectionRequest, type InboxRequest, inbox } from '@cerebrate/contract';
import { Link, useLocation } from 'react-router';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { Handshake, toolFormItems, toolFormValues, toolSchema } from '../../parts/tools/index.js';
import { type Column, DataTable, FormFor, FormPage, Json, KeyValue, RelativeTime, useIsPhone } from '../../ui/index.js';
import { text } from './text.js';

interface ProcessProps {
  readonly request: InboxRequest;
  readonly asked: ConnectionRequest;
}

const words = text.connection;

/** The dialog of a message about two tools: how far they are, who asks, accept, finalise or decline (FEATURES INT-02…04). */
export function ProcessConnection({ request, asked }: ProcessProps) {
  const { phase, connection, obstacle, options, isLockedOut } = asked;
  const isOpen = request.state === 'open';
  const phaseWords = words[phase];
  return (
    <FormPage title={phaseWords.title} lead={request.title}>
      <div className="form-body">
        <Notes request={request} asked={asked} />
        {connection ? (
          <div className="mb-3">
            <Handshake connection={connection} />
          </div>
        ) : null}
        <Asking request={request} asked={asked} />
        <details className="mt-3">
          <summary>{words.data}</summary>
          <Json value={asked.data} />
        </details>
      </div>
      {isOpen && request.canAccept && !obstacle && !isLockedOut ? (
        <FormFor
          schema={toolSchema(() => options, 'options', { offIsSilent: true }) as z.ZodType<Values, Values>}
          values={{ options: toolFormValues(options) }}
          fields={[
            { heading: phaseWords.heading, lead: phaseWords.what(connection?.tool.name ?? words.ourTool) },
            ...(phase === 'accept' ? toolFormItems(options, { at: 'options', fold: true }) : []),
          ]}
          submit={phaseWords.act}
          failed={phaseWords.failed}
          back={`/inbox/view/${request.id}`}
          aside={phase === 'note' ? null : <Decline id={request.id} />}
          onSave={(values, signal) =>
            call(inbox.accept, {
              params: { ref: String(request.id) },
              body: phase === 'accept' ? { decision: { options: values['options'] } } : {},
              signal,
            })
          }
          onSaved={() => ({
            ...(connection && phase !== 'note' ? { to: `/connections/view/${connection.id}` } : {}),
            toast: phaseWords.done,
          })}
        />
      ) : null}
      {isOpen && isLockedOut ? (
        <div className="form-body pt-0">
          <Decline id={request.id} />
        </div>
      ) : null}
    </FormPage>
  );
}

/** What stands in the way, what to look out for, and what was decided. */
function Notes({ request, asked: { obstacle, warning, isLockedOut } }: ProcessProps) {
  const isOpen = request.state === 'open';
  return (
    <>
      {obstacle ? (
        <p className="notice-strip" data-tone="broken">
          {obstacle}
        </p>
      ) : null}
      {warning && isOpen ? (
        <p className="notice-strip" data-tone={isLockedOut ? 'broken' : 'attention'}>
          {warning}
        </p>
      ) : null}
      {isOpen ? null : (
        <p className="notice-strip" data-tone="info">
          {text.processing.decided(request.state, request.decidedBy ?? '')}
        </p>
      )}
    </>
  );
}

type Values = Record<string, unknown>;

/** Leads to the dialog that declines, in the place of this one. */
function Decline({ id }: { readonly id: number }) {
  const { state } = useLocation();
  return (
    <Link to={`/inbox/decline/${id}`} replace state={state} className="btn btn-plain is-danger">
      {text.act.decline}
    </Link>
  );
}

interface AskingRow {
  readonly id: number;
  readonly date: string;
  readonly tool: string;
  readonly brood: string;
  readonly individual: string;
  readonly alignment: string;
}

function Asking({ request, asked: { connection, brood, sender } }: ProcessProps) {
  const isPhone = useIsPhone();
  const row: AskingRow = {
    id: request.id,
    date: request.created,
    tool: connection?.remoteTool.name ?? '',
    brood: brood?.name ?? request.origin,
    individual: sender ? (sender.individual ?? sender.username) : '',
    alignment: (sender?.alignments ?? [])
      .map(({ type, organisation }) => [type, organisation].filter((part) => part !== '').join(' @ '))
      .join(', '),
  };
  const { columns: heads } = words;
  if (isPhone)
    return (
      <div className="mt-3">
        <KeyValue
          facts={[
            { label: heads.date, value: <RelativeTime at={row.date} /> },
            { label: heads.tool, value: row.tool },
            { label: heads.brood, value: row.brood },
            { label: heads.individual, value: row.individual },
            { label: heads.alignment, value: row.alignment },
          ]}
        />
      </div>
    );
  return (
    <DataTable
      id="connection-request"
      caption={words.who}
      rows={[row]}
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ tool }) => tool}
      empty={{ text: '' }}
    />
  );
}

const columns: readonly Column<AskingRow>[] = [
  { key: 'date', label: words.columns.date, cell: ({ date }) => <RelativeTime at={date} /> },
  { key: 'tool', label: words.columns.tool, value: ({ tool }) => tool },
  { key: 'brood', label: words.columns.brood, value: ({ brood }) => brood },
  { key: 'individual', label: words.columns.individual, value: ({ individual }) => individual },
  { key: 'alignment', label: words.columns.alignment, value: ({ alignment }) => alignment },
];
