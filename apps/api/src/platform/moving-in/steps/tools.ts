import { fieldsOf } from '@cerebrate/connector-sdk';
import { DomainError, sql } from '../../../kernel/index.js';
import { ConnectionEntity, judgedSettings, LocalToolEntity, splitSettings } from '../../../tools/index.js';
import { type Step, step } from '../pass.js';

type Values = Record<string, unknown>;

const localTools = step<LocalToolEntity>({
  table: 'local_tools',
  target: 'local_tools',
  entity: LocalToolEntity,
  take: (fields, pass) => {
    const spoken = fields.line('connector') ?? '';
    const connector = pass.connectors.spoken(spoken);
    if (!connector) return pass.refuse(fields, `is a tool of the connector '${spoken}', which this node does not have`);
    // It has none there: the one it was given, which its secrets are sealed for.
    const { uuid } = fields;
    const given = fields.json('settings');
    const known = fieldsOf(connector.settings).map(({ key }) => key);
    const entries = Object.entries(given !== null && typeof given === 'object' ? given : {});
    const settings = Object.fromEntries(entries.filter(([key]) => known.includes(key)));
    const strange = entries.map(([key]) => key).filter((key) => !known.includes(key));
    if (strange.length > 0)
      pass.remark(fields, `has settings that ${connector.title} does not know: ${strange.join(', ')}`);
    const fault = faultOf(() => judgedSettings(connector, settings));
    if (fault) pass.remark(fields, `does not work until its settings are mended: ${fault}`);
    return {
      uuid,
      name: pass.nameOf(fields, 'tool'),
      connector: connector.id,
      ...splitSettings(pass.sealer, connector, uuid, settings),
      exposed: fields.flag('exposed'),
      description: fields.text('description'),
      deletedAt: null,
      ...fields.moments,
    };
  },
});

function faultOf(judge: () => Values): string | null {
  try {
    judge();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}

interface Meaning {
  readonly side: ConnectionEntity['side'];
  readonly state: ConnectionEntity['state'];
  readonly remark?: string;
}

/** What the words of the original mean here (WIRE-CONTRACT §5.4); they do not tell who asked once it is connected. */
const meanings: Readonly<Record<string, Meaning>> = {
  'Request issued': {
    side: 'asking',
    state: 'requested',
    remark: 'was asked for and not finished: when its tool cannot finish it, ask for it again',
  },
  'Error while sending request': { side: 'asking', state: 'unsent' },
  Connected: {
    side: 'asking',
    state: 'connected',
    remark:
      'stays connected; what was made for it at the tool is not known, so ending it leaves that to be removed there',
  },
  'Request cancelled': { side: 'asking', state: 'cancelled' },
  'Request declined by remote': { side: 'asking', state: 'declined' },
};

const connections = step<ConnectionEntity>({
  table: 'remote_tool_connections',
  target: 'connections',
  entity: ConnectionEntity,
  take: (fields, pass) => {
    const toolId = pass.known('local_tools', fields.integer('local_tool_id'));
    const broodId = pass.known('broods', fields.integer('brood_id'));
    const remoteToolId = fields.integer('remote_tool_id');
    if (toolId === undefined || broodId === undefined || remoteToolId === null)
      return pass.refuse(fields, 'joins a tool and a node of which one does not exist or was not taken');
    const status = fields.line('status') ?? '';
    const meaning = meanings[status];
    if (!meaning)
      return pass.refuse(
        fields,
        `stands at '${status}', in the middle of a step: accept the request in the inbox again`,
      );
    if (meaning.remark) pass.remark(fields, meaning.remark);
    const { created, modified } = fields.moments;
    const { side, state } = meaning;
    const isDone = state === 'connected';
    return {
      uuid: fields.uuid,
      side,
      state,
      toolId,
      broodId,
      remoteToolId,
      remoteToolName: fields.line('remote_tool_name') ?? `tool ${remoteToolId}`,
      options: {},
      isBegun: false,
      fault: state === 'unsent' ? 'it was not sent by the original; it waits in the outbox' : null,
      sentAt: state === 'unsent' ? null : created,
      doneAt: isDone ? modified : null,
      endedAt: state === 'cancelled' || state === 'declined' ? modified : null,
      created,
      modified,
    };
  },
  after: async (fields, { id, state }, _pass, work) => {
    await work.query(sql`
      insert into connection_events (connection_id, at, state, message, who, is_fault)
      select ${id}, ${work.now}, ${state}, ${`came from the original, where it stood at '${fields.line('status') ?? ''}'`},
        ${work.principal.username.slice(0, 191)}, false
      where not exists (select from connection_events where connection_id = ${id} and state = ${state})`);
  },
});

/** Tools of the node and their connections with tools of others; broods are here before. */
export const toolSteps: readonly Step[] = [localTools, connections];
