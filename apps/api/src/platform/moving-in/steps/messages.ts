import { RegistrationPayload } from '@cerebrate/contract';
import { cut, sql, type Work } from '../../../kernel/index.js';
import { InboxEntity, inboxPlace, OutboxEntity, outboxPlace, splitPayload } from '../../../requests/index.js';
import { messageKey, ToolMessage } from '../../../tools/index.js';
import type { Fields } from '../fields.js';
import { Joined, type Pass, type Step, step } from '../pass.js';

type Values = Record<string, unknown>;

/** Our kinds under the original's words for them (WIRE-CONTRACT §5.2). */
const kinds: Readonly<Record<string, string>> = {
  'user.registration': 'user.registration',
  'localtool.incomingconnectionrequest': 'tool.connect',
  'localtool.acceptedrequest': 'tool.accepted',
  'localtool.declinedrequest': 'tool.declined',
  'proposal.proposaledit': 'proposal.edit',
  'synchronisation.dataexchange': 'data.exchange',
  'brood.toolinterconnection': 'brood.toolInterconnection',
};

interface Read {
  readonly payload: Values;
  readonly key: string | null;
}

const inbox = step<InboxEntity>({
  table: 'inbox',
  target: 'inbox',
  entity: InboxEntity,
  take: (fields, pass) => {
    const scope = fields.line('scope') ?? '';
    const action = fields.line('action') ?? '';
    const kind = kinds[`${scope}.${action}`.toLowerCase()];
    if (!kind) return pass.refuse(fields, `is a message of the kind ${scope} ${action}, which has no place here`);
    const read = readMessage(kind, fields, pass);
    if (!read) return null;
    const open = pass.memory(`open ${kind}`);
    const known = read.key === null ? undefined : open.get(read.key);
    if (known !== undefined && known !== fields.id) {
      pass.remark(fields, `is one with message ${known}, which asks the same`);
      return new Joined(known);
    }
    if (read.key !== null) open.set(read.key, fields.id);
    const { uuid } = fields;
    const { shown, sealed } = splitPayload(pass.sealer, inboxPlace(uuid), read.payload, pass.connectors.credentials);
    return {
      uuid,
      kind,
      scope,
      action,
      title: fields.line('title', 255) ?? `${scope} ${action}`,
      origin: fields.line('origin', 400) ?? 'unknown',
      userId: pass.known('users', fields.integer('user_id')) ?? null,
      organisationId: null,
      forOrganisation: false,
      payload: shown,
      sealed,
      severity: severityOf(fields),
      state: 'open',
      key: read.key,
      message: fields.text('message') ?? fields.text('comment'),
      ...fields.moments,
    };
  },
});

const severityOf = (fields: Fields): number => Math.min(3, Math.max(0, fields.integer('severity') ?? 0));

function readMessage(kind: string, fields: Fields, pass: Pass): Read | null {
  const data = fields.json('data');
  if (data === null || typeof data !== 'object' || Array.isArray(data))
    return pass.refuse(fields, 'holds nothing that can be read');
  if (kind === 'user.registration') return readRegistration(data as Values, fields, pass);
  if (!kind.startsWith('tool.')) return { payload: data as Values, key: null };
  const judged = ToolMessage.safeParse(data);
  if (!judged.success)
    return pass.refuse(fields, `is no message about tools: ${judged.error.issues[0]?.path.join('.')}`);
  const isOnce = kind !== 'tool.declined';
  return { payload: judged.data, key: isOnce ? messageKey(judged.data, pass.connectors.credentials) : null };
}

/** The password stays behind: whoever is approved chooses one by a mailed link. */
function readRegistration(data: Values, fields: Fields, pass: Pass): Read | null {
  const text = (key: string): string => (typeof data[key] === 'string' ? data[key].trim() : '');
  const judged = RegistrationPayload.safeParse({
    username: text('username'),
    email: text('email'),
    firstName: text('first_name') || text('username'),
    lastName: text('last_name') || '-',
    organisationName: text('org_name'),
    organisationUuid: text('org_uuid').toLowerCase(),
    note: cut(fields.text('message') ?? '', 2000),
  });
  if (!judged.success) {
    const [issue] = judged.error.issues;
    return pass.refuse(
      fields,
      `asks for an account in a way that cannot be approved here: ${issue?.path.join('.')} ${issue?.message}`,
    );
  }
  if (data['password'])
    pass.remark(fields, 'comes without the password they chose: once approved they choose one by a mailed link');
  return { payload: judged.data, key: judged.data.email.toLowerCase() };
}

const outbox = step<OutboxEntity>({
  table: 'outbox',
  target: 'outbox',
  entity: OutboxEntity,
  take: (fields, pass) => {
    const scope = fields.line('scope') ?? '';
    const action = fields.line('action') ?? '';
    const data = fields.json('data') as Values | null | undefined;
    const { sent, url } = data ?? {};
    if (`${scope}.${action}`.toLowerCase() !== 'broods.resendfailedmessage')
      return pass.refuse(fields, `is a message of the kind ${scope} ${action}, which has no place here`);
    const broodId = pass.known('broods', idIn(data, 'brood_id'));
    if (!data || sent === null || typeof sent !== 'object' || typeof url !== 'string' || broodId === undefined)
      return pass.refuse(fields, 'is for a node that does not exist or was not taken');
    const secrets = pass.connectors.credentials;
    const credentials = Object.fromEntries(Object.entries(sent).filter(([key]) => secrets.includes(key)));
    const masked = Object.fromEntries(Object.entries(sent).filter(([key]) => !secrets.includes(key)));
    const { uuid } = fields;
    const payload = { ...data, sent: masked, brood_id: broodId, credentials };
    const { shown, sealed } = splitPayload(pass.sealer, outboxPlace(uuid), payload, ['credentials']);
    pass.remark(fields, 'waits in the outbox until somebody sends it again');
    return {
      uuid,
      kind: 'brood.message',
      scope,
      action,
      title: fields.line('title', 255) ?? `${scope} ${action}`,
      userId: pass.known('users', fields.integer('user_id')) ?? null,
      payload: shown,
      sealed,
      severity: severityOf(fields),
      state: 'failed',
      attempts: 1,
      nextAt: null,
      fault: 'the original could not send it; send it again once the other node answers',
      ...fields.moments,
    };
  },
  after: async (fields, { id }, pass, work) => {
    const data = fields.json('data') as Values;
    const tool = data['remote_tool'] as Values | undefined;
    await linkConnection(work, id, {
      toolId: pass.known('local_tools', idIn(data, 'local_tool_id')),
      broodId: pass.known('broods', idIn(data, 'brood_id')),
      remoteToolId: idIn(tool, 'id'),
    });
  },
});

function idIn(values: Values | null | undefined, key: string): number | null {
  const value = Number(values?.[key]);
  return Number.isInteger(value) && value > 0 ? value : null;
}

/** The connection that waits for this message goes on when it is sent. */
async function linkConnection(
  work: Work,
  outboxId: number,
  {
    toolId,
    broodId,
    remoteToolId,
  }: { toolId: number | undefined; broodId: number | undefined; remoteToolId: number | null },
): Promise<void> {
  if (toolId === undefined || broodId === undefined || remoteToolId === null) return;
  const [waiting] = await work.query<{ id: number }>(sql`
    select id from connections where tool_id = ${toolId} and brood_id = ${broodId} and remote_tool_id = ${remoteToolId}
      and state = 'unsent' and outbox_id is null order by id desc limit 1`);
  // The connection itself did not change: neither its moment nor its version does.
  if (waiting) await work.query(sql`update connections set outbox_id = ${outboxId} where id = ${waiting.id}`);
}

/** What waits for an answer here, and what waits to be sent; users, broods, tools and connections are here before. */
export const messageSteps: readonly Step[] = [inbox, outbox];
