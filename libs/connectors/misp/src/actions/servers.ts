import { type Host, Unfit } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { ClientCertificate, encoded, ServerCertificate } from '../certificates.js';
import { MispClient } from '../client.js';
import { connectionStates } from '../interconnect.js';
import { LinkOptions, linkFields, optionsOf } from '../link.js';
import { holds, paged } from '../listing.js';
import { action, Number_, Uuid } from './shared.js';

const list = action({
  id: 'servers',
  wireName: 'serversAction',
  kind: 'table',
  risk: 'read',
  title: 'Synchronisation servers',
  params: z.object({}),
  columns: [
    { path: 'id', label: '#', type: 'text', sortable: true },
    { path: 'name', label: 'Name', type: 'text', sortable: true },
    { path: 'url', label: 'Address', type: 'text', sortable: true },
    { path: 'remoteOrganisation', label: 'Remote organisation', type: 'text', sortable: true },
    { path: 'push', label: 'Push', type: 'boolean', sortable: true },
    { path: 'pull', label: 'Pull', type: 'boolean', sortable: true },
    { path: 'caching', label: 'Cached', type: 'boolean' },
    { path: 'selfSigned', label: 'Self-signed', type: 'boolean' },
    { path: 'certificates', label: 'Certificates', type: 'list' },
    { path: 'rules', label: 'Filter rules', type: 'list' },
  ],
  rowActions: [
    { action: 'test-server', params: { id: 'id' } },
    { action: 'edit-server', params: { id: 'id' } },
    { action: 'delete-server', params: { id: 'id' } },
  ],
  tableActions: ['add-server'],
  async run(tool, _params, page) {
    const rows = (await new MispClient(tool).servers()).map(({ Server, Organisation, RemoteOrg }) => ({
      id: Server.id,
      name: Server.name,
      url: Server.url,
      organisation: Organisation?.name ?? '',
      remoteOrganisation: RemoteOrg?.name ?? '',
      push: Server.push,
      pull: Server.pull,
      caching: Server.caching_enabled,
      selfSigned: Server.self_signed,
      certificates: [Server.cert_file, Server.client_cert_file].filter(Boolean),
      rules: toldRules(optionsOf(Server)),
    }));
    return paged(
      rows.filter((row) => holds(page.q, row.name, row.url, row.remoteOrganisation)),
      page,
    );
  },
});

const ruleNames: readonly (readonly [keyof LinkOptions, string])[] = [
  ['pushTagsAllowed', 'push with tag'],
  ['pushTagsBlocked', 'push without tag'],
  ['pushOrgsAllowed', 'push of'],
  ['pushOrgsBlocked', 'push not of'],
  ['pullTagsAllowed', 'pull with tag'],
  ['pullTagsBlocked', 'pull without tag'],
  ['pullOrgsAllowed', 'pull of'],
  ['pullOrgsBlocked', 'pull not of'],
];

const toldRules = (options: LinkOptions): string[] => [
  ...ruleNames.flatMap(([key, label]) => {
    const list = options[key];
    return Array.isArray(list) && list.length > 0 ? [`${label}: ${list.join(', ')}`] : [];
  }),
  ...(options.pullUrlParams ? [`pull: ${options.pullUrlParams}`] : []),
];

const Address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(255);
const AuthKey = z
  .string()
  .trim()
  .regex(/^[a-zA-Z0-9]{40}$/, 'must be 40 letters and digits');

/** Fields that stand beside the choices of a connection: all of MISP's own page "Adding a server". */
const more = {
  publish_without_email: z.boolean().optional().meta({ title: 'Publish without e-mail' }),
  unpublish_event: z.boolean().optional().meta({ title: 'Unpublish pushed events' }),
  internal: z.boolean().optional().meta({ title: 'Internal instance' }),
  remove_missing_tags: z.boolean().optional().meta({ title: 'Remove missing tags' }),
  certificate: ServerCertificate,
  clientCertificate: ClientCertificate,
};

/** In the order in which people think of it: which MISP, how it is trusted, what goes over, what may pass. */
const NewServer = z.object({
  url: Address.meta({ title: 'Base address' }),
  name: z.string().trim().min(1, 'is needed').max(255).meta({ title: 'Name' }),
  organisation: Uuid.meta({
    title: 'Remote organisation',
    description: 'UUID of the organisation that runs the other MISP.',
  }),
  authkey: AuthKey.meta({ title: 'Auth key', description: 'Of a sync user at the other MISP.', sealed: true }),
  ...LinkOptions.shape,
  ...more,
});

const ServerChanges = z.object({
  id: Number_.meta({ title: 'Number' }),
  url: Address.optional().meta({ title: 'Base address' }),
  name: z.string().trim().min(1, 'is needed').max(255).optional().meta({ title: 'Name' }),
  organisation: Uuid.optional().meta({ title: 'Remote organisation' }),
  authkey: AuthKey.optional().meta({ title: 'Auth key', description: 'Empty keeps the present one.', sealed: true }),
  ...LinkOptions.shape,
  ...more,
  removeCertificate: z.boolean().optional().meta({ title: 'Remove the server certificate' }),
  removeClientCertificate: z.boolean().optional().meta({ title: 'Remove the client certificate' }),
});

/** The fields as MISP takes them; certificates travel as base64 of their file. */
function bodyOf(given: Partial<z.infer<typeof ServerChanges>>, isChange: boolean): Record<string, unknown> {
  const {
    id: _,
    organisation: __,
    certificate,
    clientCertificate,
    removeCertificate,
    removeClientCertificate,
    url,
    name,
    authkey,
    ...options
  } = given;
  return {
    ...(url === undefined ? {} : { url }),
    ...(name === undefined ? {} : { name }),
    ...(authkey ? { authkey } : {}),
    ...linkFields(options, isChange),
    ...(certificate ? { submitted_cert: encoded(certificate) } : {}),
    ...(clientCertificate ? { submitted_client_cert: encoded(clientCertificate) } : {}),
    ...(removeCertificate ? { delete_cert: true } : {}),
    ...(removeClientCertificate ? { delete_client_cert: true } : {}),
  };
}

/** The number of an organisation at MISP by uuid; one MISP lacks is made from our record, as a remote one. */
export async function organisationThere(misp: MispClient, host: Host, uuid: string, isLocal: boolean): Promise<string> {
  const there = await misp.organisation(uuid);
  if (there) return there.id;
  const [ours] = await host.directory.organisations({ uuids: [uuid] });
  if (!ours) throw new Unfit(`organisation ${uuid} is known neither there nor here`);
  return (await misp.addOrganisation({ uuid: ours.uuid, name: ours.name, local: isLocal ? 1 : 0 })).id;
}

const add = action({
  id: 'add-server',
  kind: 'form',
  risk: 'administer',
  title: 'Add synchronisation server',
  params: NewServer,
  async run(tool, params, host) {
    const misp = new MispClient(tool);
    const remote_org_id = await organisationThere(misp, host, params.organisation, false);
    const { id, name } = await misp.addServer({ ...bodyOf(params, false), remote_org_id });
    return { isDone: true, message: `${name} is added as number ${id}.` };
  },
  shows: 'servers',
});

const edit = action({
  id: 'edit-server',
  kind: 'form',
  risk: 'administer',
  title: 'Change synchronisation server',
  params: ServerChanges,
  async prefill(tool, { id }) {
    const found = (await new MispClient(tool).servers()).find(({ Server }) => Server.id === String(id));
    if (!found) throw new Unfit(`there is no synchronisation server ${String(id)}`);
    const { Server } = found;
    const { publish_without_email, unpublish_event, internal, remove_missing_tags } = Server;
    return {
      ...{ id: Server.id, url: Server.url, name: Server.name, ...optionsOf(Server) },
      ...{ publish_without_email, unpublish_event, internal, remove_missing_tags },
    };
  },
  async run(tool, params, host) {
    const misp = new MispClient(tool);
    const remote = params.organisation
      ? { remote_org_id: await organisationThere(misp, host, params.organisation, false) }
      : {};
    const { name } = await misp.editServer(params.id, { ...bodyOf(params, true), ...remote });
    return { isDone: true, message: `${name} is changed.` };
  },
  shows: 'servers',
});

const remove = action({
  id: 'delete-server',
  kind: 'form',
  risk: 'administer',
  title: 'Delete synchronisation server',
  description: 'Ends the synchronisation with the other MISP; events stay.',
  params: z.object({ id: Number_.meta({ title: 'Number' }) }),
  async run(tool, { id }) {
    const wasThere = await new MispClient(tool).deleteServer(id);
    return { isDone: true, message: wasThere ? `Number ${id} is deleted.` : `Number ${id} was gone already.` };
  },
  shows: 'servers',
});

const test = action({
  id: 'test-server',
  kind: 'form',
  risk: 'act',
  title: 'Test connection',
  description: 'That MISP asks the other one with the stored key and tells what came of it.',
  params: z.object({ id: Number_.meta({ title: 'Number' }) }),
  async run(tool, { id }) {
    const { status, version, local_version } = await new MispClient(tool).testConnection(id);
    const versions = version ? ` Versions: ${local_version ?? '?'} here, ${version} there.` : '';
    return {
      isDone: status === 1,
      message: `${connectionStates[status] ?? `The test answers ${status}.`}${versions}`,
      answer: { status, version, local_version },
    };
  },
  shows: 'servers',
});

export const serverActions = [list, add, edit, remove, test];
