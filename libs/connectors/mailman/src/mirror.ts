import type { Desired, Mirror, MirrorStep, Tool } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { MailmanClient } from './client.js';
import type { MailmanSettings } from './settings.js';

const Subject = z.object({ email: z.string(), name: z.string() });

/** A list at Mailman follows one of our mailing lists: whoever is on ours is a member there, and nobody else. */
export const mirror: Mirror<MailmanSettings> = {
  follows: 'mailing-list',

  async targets(tool) {
    const lists = await new MailmanClient(tool).lists();
    return lists.map(({ list_id, fqdn_listname }) => ({ id: list_id, title: fqdn_listname }));
  },

  async plan(tool: Tool<MailmanSettings>, target: string, { members }: Desired) {
    const there = await new MailmanClient(tool).members(target);
    const isThere = new Set(there.map(({ email }) => email.toLowerCase()));
    const wanted = new Map(
      members.flatMap(({ email, name }) => (email ? [[email.toLowerCase(), { email, name }] as const] : [])),
    );
    const step = (kind: MirrorStep['kind'], title: string, email: string, name: string): MirrorStep => ({
      kind,
      title,
      subject: { email, name },
    });
    return [
      ...[...wanted]
        .filter(([key]) => !isThere.has(key))
        .map(([, { email, name }]) => step('add', `Subscribe ${name} <${email}>`, email, name)),
      ...there
        .filter(({ email }) => !wanted.has(email.toLowerCase()))
        .map(({ email, display_name }) => step('remove', `Unsubscribe ${email}`, email, display_name ?? '')),
    ];
  },

  async apply(tool, target, { kind, subject }) {
    const { email, name } = Subject.parse(subject);
    const mailman = new MailmanClient(tool);
    if (kind === 'remove') await mailman.unsubscribe(target, email);
    else await mailman.subscribe(target, email, name);
  },
};
