import {
  type Handshake,
  type Interconnect,
  type ReceivedMessage,
  RemoteFailed,
  type Tool,
  Unfit,
} from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { MispClient, NotSaved } from './client.js';
import { LinkOptions, linkFields } from './link.js';
import type { MispSettings } from './settings.js';

type Misp = Tool<MispSettings>;
type Step = Handshake<LinkOptions>;

const Key = z.string().regex(/^[a-zA-Z0-9]{40}$/, 'must be 40 letters and digits');
const Place = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[^\s@]+$/, 'must be an http or https address');
const Offered = z.object({ authkey: Key, url: Place, user_id: z.union([z.string(), z.number()]).transform(String) });
const Accepted = z.object({
  authkey: Key,
  url: Place,
  reflected_user_id: z.union([z.string(), z.number()]).transform(String),
});
const Rotated = z.object({ authkey: Key });

function read<T>(schema: z.ZodType<T>, message: ReceivedMessage): T {
  const parsed = schema.safeParse(message);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Unfit(`the message of ${message.cerebrateURL} lacks a usable ${issue?.path.join('.')}: ${issue?.message}`);
}

const madeText = ({ made }: Step, key: string): string | undefined => {
  const value = made[key];
  return value === undefined || value === null || value === '' ? undefined : String(value);
};

/**
 * The organisation of the peer at this MISP, made local if it is a remote one there (WIRE-CONTRACT §6.6). What it was
 * before is kept first, so that a withdrawal can put it back.
 */
async function ensureOrganisation(misp: MispClient, step: Step): Promise<string> {
  const { uuid, name } = step.peer.organisation;
  const found = await misp.organisation(uuid);
  if (!found) {
    await step.keep({ organisationWas: step.made['organisationWas'] ?? 'absent' });
    const { id } = await misp.addOrganisation({ uuid, name, local: 1 });
    await step.keep({ organisationId: id });
    return id;
  }
  if (step.made['organisationWas'] === undefined)
    await step.keep({ organisationWas: found.local ? 'local' : 'remote' });
  if (!found.local) await misp.editOrganisation(found.id, { ...found, local: 1 });
  await step.keep({ organisationId: found.id });
  return found.id;
}

/** The host part of an address, as it stands behind the `@` of a sync user. */
const hostOf = (url: string): string => {
  try {
    return new URL(url).hostname.replace(/^\[|\]$/g, '');
  } catch {
    return 'localhost';
  }
};

/** Derived from the uuid of the connection, so that a broken-off try finds the user it made. */
const emailOf = ({ uuid, peer }: Step): string => `sync_${uuid.replaceAll('-', '').slice(0, 8)}@${hostOf(peer.url)}`;

interface SyncUser {
  readonly id: string;
  readonly email: string;
  readonly authkey: string;
}

/** The account the other MISP will use here: made once, however often it is asked for. */
async function ensureUser(
  tool: Misp,
  misp: MispClient,
  step: Step,
  orgId: string,
  disabled: boolean,
): Promise<SyncUser> {
  const email = emailOf(step);
  const id = madeText(step, 'userId');
  const authkey = madeText(step, 'authkey');
  if (id && authkey) return { id, email, authkey };
  const found = step.isResumed ? await misp.userOf(email) : undefined;
  if (found && found.org_id !== orgId)
    throw new Unfit(`the account ${email} belongs to another organisation there; cancel, and ask again`);
  const user = found
    ? { id: found.id, authkey: await misp.resetKey(found.id) }
    : await newUser(tool, misp, { email, org_id: orgId, role_id: tool.settings.role_id ?? 5, disabled });
  await step.keep({ userId: user.id, authkey: user.authkey });
  return { ...user, email };
}

async function newUser(tool: Misp, misp: MispClient, fields: object): Promise<{ id: string; authkey: string }> {
  const { id, authkey } = await misp.addUser({ ...fields, change_pw: 0, termsaccepted: 1 });
  // A MISP that tells no key on adding tells one on resetting.
  const key = authkey ?? (await misp.resetKey(id));
  if (!Key.safeParse(key).success)
    throw new RemoteFailed(tool.name, 200, 'POST /admin/users/add: its answer holds no key');
  return { id, authkey: key };
}

interface Link {
  readonly authkey: string;
  readonly url: string;
  readonly name: string;
  readonly remote_org_id: string;
}

/**
 * Links made before this one began: a lost answer is told from an older link by its number. Where the organisation was
 * absent there can be none, and MISP is not asked.
 */
async function highestLink(misp: MispClient, step: Step): Promise<number> {
  if (step.made['organisationWas'] === 'absent') return 0;
  return Math.max(0, ...(await misp.servers()).map(({ Server }) => Number(Server.id)));
}

/** The link to the other MISP: made once, with the operator's choices; without any, with exactly the four fields on record. */
async function ensureLink(misp: MispClient, step: Step, link: Link): Promise<void> {
  if (madeText(step, 'serverId')) return;
  const before = step.made['linksBefore'];
  if (typeof before === 'number') {
    const lost = await lostLink(misp, link, before);
    if (lost) {
      await misp.editServer(lost, { ...link, ...linkFields(step.options) });
      await step.keep({ serverId: lost });
      return;
    }
  } else await step.keep({ linksBefore: await highestLink(misp, step) });
  const { id } = await misp.addServer({ ...link, ...linkFields(step.options) });
  await step.keep({ serverId: id });
}

async function lostLink(
  misp: MispClient,
  { url, name, remote_org_id }: Pick<Link, 'url' | 'name' | 'remote_org_id'>,
  before: number,
) {
  const found = (await misp.servers()).find(
    ({ Server }) =>
      Number(Server.id) > before &&
      Server.url === url &&
      Server.name === name &&
      Server.remote_org_id === remote_org_id,
  );
  return found?.Server.id;
}

const nameOf = ({ tool_name }: ReceivedMessage, url: string): string => tool_name?.trim() || `MISP for ${url}`;

async function offer(tool: Misp, step: Step) {
  const misp = new MispClient(tool);
  const orgId = await ensureOrganisation(misp, step);
  const { email, id, authkey } = await ensureUser(tool, misp, step, orgId, true);
  return { email, user_id: id, authkey, url: tool.settings.url };
}

async function accept(tool: Misp, step: Step, message: ReceivedMessage) {
  const offered = read(Offered, message);
  const misp = new MispClient(tool);
  const orgId = await ensureOrganisation(misp, step);
  const { email, authkey } = await ensureUser(tool, misp, step, orgId, false);
  const link = { authkey: offered.authkey, url: offered.url, name: nameOf(message, offered.url), remote_org_id: orgId };
  await step.keep({ linkUrl: link.url, linkName: link.name });
  await ensureLink(misp, step, link);
  return { email, authkey, url: tool.settings.url, reflected_user_id: offered.user_id };
}

/** Only the account made for this connection is opened: the number a peer names must be that one. */
async function finalise(tool: Misp, step: Step, message: ReceivedMessage) {
  const accepted = read(Accepted, message);
  const userId = madeText(step, 'userId');
  if (!userId) throw new Unfit('nothing was made here for this connection: request it again');
  if (accepted.reflected_user_id !== userId)
    throw new Unfit(
      `${message.cerebrateURL} answers for another account (${accepted.reflected_user_id}) than the one it was offered`,
    );
  const misp = new MispClient(tool);
  const orgId = await ensureOrganisation(misp, step);
  await misp.editUser(userId, { disabled: false });
  const link = {
    authkey: accepted.authkey,
    url: accepted.url,
    name: nameOf(message, accepted.url),
    remote_org_id: orgId,
  };
  await step.keep({ linkUrl: link.url, linkName: link.name });
  await ensureLink(misp, step, link);
}

/** Takes the link and the account away again, also those whose making was never confirmed. */
async function removeLinkAndUser(misp: MispClient, step: Step): Promise<void> {
  const before = step.made['linksBefore'];
  const server =
    madeText(step, 'serverId') ??
    (typeof before === 'number'
      ? await lostLink(
          misp,
          {
            url: madeText(step, 'linkUrl') ?? '',
            name: madeText(step, 'linkName') ?? '',
            remote_org_id: madeText(step, 'organisationId') ?? '',
          },
          before,
        )
      : undefined);
  if (server) await misp.deleteServer(server);
  await step.keep({ serverId: null, linksBefore: null });
  const email = emailOf(step);
  const user = madeText(step, 'userId') ?? (await misp.userOf(email))?.id;
  if (user) await misp.deleteUser(user);
  await step.keep({ userId: null, authkey: null });
}

/** An organisation made for the connection goes too, unless something else needs it meanwhile; a remote one is remote again. */
async function putBackOrganisation(tool: Misp, misp: MispClient, step: Step): Promise<void> {
  const was = step.made['organisationWas'];
  const found = was === 'absent' || was === 'remote' ? await misp.organisation(step.peer.organisation.uuid) : undefined;
  if (!found) return;
  const isUsed = (await misp.servers()).some(({ Server }) => Server.remote_org_id === found.id);
  if (isUsed || Number(found['user_count'] ?? 0) > 0) return;
  if (was === 'remote') await misp.editOrganisation(found.id, { ...found, local: 0 });
  else
    await misp.deleteOrganisation(found.id).catch((error: unknown) => {
      if (!(error instanceof NotSaved) || (error.status ?? 500) >= 500) throw error;
      tool.log.warn('the organisation made for a connection stays: something of that MISP belongs to it', {
        organisation: found.uuid,
      });
    });
}

async function withdraw(tool: Misp, step: Step) {
  const misp = new MispClient(tool);
  await removeLinkAndUser(misp, step);
  await putBackOrganisation(tool, misp, step);
}

async function rotate(tool: Misp, step: Step) {
  const userId = madeText(step, 'userId');
  if (!userId) throw new Unfit('the account of the other side is not known here');
  const authkey = await new MispClient(tool).resetKey(userId);
  await step.keep({ authkey });
  return { email: emailOf(step), authkey, url: tool.settings.url };
}

async function renew(tool: Misp, step: Step, message: ReceivedMessage) {
  const serverId = madeText(step, 'serverId');
  if (!serverId) throw new Unfit('the link to the other side is not known here');
  await new MispClient(tool).editServer(serverId, { authkey: read(Rotated, message).authkey });
}

/** What the numbers of MISP's connection test mean. */
export const connectionStates: Readonly<Record<number, string>> = {
  1: 'The connection works.',
  2: 'The other MISP does not answer.',
  3: 'The other MISP answered something unexpected.',
  4: 'The other MISP refuses the key: the account is disabled, or the key is wrong.',
  5: 'The other MISP asks for the terms to be accepted first.',
  6: 'The other MISP asks for a new password first.',
  7: 'The other MISP answers without saying its version.',
  8: 'The account at the other MISP may not synchronise.',
};

async function verify(tool: Misp, step: Step) {
  const serverId = madeText(step, 'serverId');
  if (!serverId) return { isConnected: false, message: 'There is no link to the other MISP yet.' };
  const { status, version, local_version } = await new MispClient(tool).testConnection(serverId);
  return {
    isConnected: status === 1,
    message: connectionStates[status] ?? `The connection test of MISP answers ${status}.`,
    facts: { status, ...(version ? { version } : {}), ...(local_version ? { local_version } : {}) },
  };
}

/**
 * Connecting two MISPs, call for call as recorded (WIRE-CONTRACT §6.6); what was made is kept after each call, so that a
 * repeated or broken-off step makes nothing twice.
 */
export const interconnect: Interconnect<MispSettings, LinkOptions> = {
  options: LinkOptions,
  secrets: ['authkey'],
  offer,
  accept,
  finalise,
  withdraw,
  disconnect: (tool, step) => removeLinkAndUser(new MispClient(tool), step),
  rotate,
  renew,
  verify,
};
