import type { DesiredMember, Mirror, MirrorStep } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { MattermostClient } from './client.js';
import type { MattermostSettings } from './settings.js';

/** The field of people that says whether they may use Mattermost (the permission of the original's meta-template). */
export const permission = 'perm_mattermost';

const Subject = z.object({ userId: z.string(), title: z.string() });
const isYes = (value: string | undefined): boolean => ['1', 'true', 'yes'].includes((value ?? '').toLowerCase());

/** Who belongs in: people with an address whose field allows it. */
const allowed = (members: readonly DesiredMember[]) =>
  members.flatMap(({ email, name, fields }) => (email && isYes(fields[permission]) ? [{ email, name }] : []));

const step = (kind: MirrorStep['kind'], title: string, userId: string): MirrorStep => ({
  kind,
  title,
  subject: { userId, title },
});

/**
 * A channel follows a sharing group: its people who may use Mattermost and have an account there are in, nobody else.
 * Bots and the account of the token stay; accounts are not made, since Mattermost's own sign-in does that.
 */
export const mirror: Mirror<MattermostSettings> = {
  follows: 'sharing-group',
  memberFields: [permission],

  async targets(tool) {
    const channels = await new MattermostClient(tool).ownChannels();
    return channels.map(({ id, display_name, team_display_name }) => ({
      id,
      title: team_display_name ? `${team_display_name} / ${display_name}` : display_name,
    }));
  },

  async plan(tool, target, { members }) {
    const mattermost = new MattermostClient(tool);
    const { user: me } = await mattermost.me();
    const there = await mattermost.members(target);
    const byEmail = new Map(there.map((user) => [user.email.toLowerCase(), user]));
    const wanted = allowed(members);
    const missing = new Map<string, MirrorStep>();
    for (const { email, name } of wanted.filter((one) => !byEmail.has(one.email.toLowerCase()))) {
      const account = await mattermost.userOf(email);
      if (account && missing.has(account.id)) continue;
      if (account && account.delete_at === 0)
        missing.set(account.id, step('add', `Add ${name} (${account.username})`, account.id));
      else tool.log.info('somebody of a sharing group has no account at Mattermost', { name });
    }
    const isWanted = new Set(wanted.map(({ email }) => email.toLowerCase()));
    const surplus = there.filter(
      ({ id, is_bot, email }) => id !== me.id && !is_bot && !isWanted.has(email.toLowerCase()),
    );
    return [...missing.values(), ...surplus.map(({ id, username }) => step('remove', `Remove ${username}`, id))];
  },

  async apply(tool, target, { kind, subject }) {
    const { userId } = Subject.parse(subject);
    const mattermost = new MattermostClient(tool);
    const channel = await mattermost.channel(target);
    if (kind === 'remove') await mattermost.leave(channel, userId);
    else await mattermost.join(channel, userId);
  },
};
