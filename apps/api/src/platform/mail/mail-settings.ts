import * as z from 'zod';
import { defineSetting, type SettingReader, settings } from '../../kernel/index.js';

const place = { category: 'Notifications', group: 'E-mail' } as const;

/** The SMTP server; empty sends no e-mail at all. */
export const mailHost = settings.add(
  defineSetting({
    ...place,
    id: 'mail.host',
    label: 'SMTP server',
    description: 'Name or address of the server that takes our e-mail. Empty: no e-mail is sent.',
    input: 'text',
    schema: z
      .string()
      .trim()
      .max(253)
      .regex(/^[a-zA-Z0-9.:_-]*$/, 'must be a host name or an address'),
    default: '',
    fault: (host) =>
      host === '' ? { severity: 'info', message: 'No e-mail is sent; people see the bell only.' } : null,
  }),
);

const dependsOn = {
  id: 'mail.host',
  isMet: (read: SettingReader) => read(mailHost) !== '',
  told: 'Needs an SMTP server.',
};

export const mailPort = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'mail.port',
    label: 'Port',
    description: '587 for STARTTLS, 465 for TLS, 25 between servers.',
    input: 'number',
    schema: z.int().min(1, 'must be 1 to 65535').max(65_535, 'must be 1 to 65535'),
    default: 587,
  }),
);

export const mailSecurity = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'mail.security',
    label: 'Connection',
    description: 'How the connection to the server is protected.',
    input: 'select',
    choices: [
      { value: 'starttls', label: 'STARTTLS, refused without' },
      { value: 'tls', label: 'TLS from the start' },
      { value: 'none', label: 'Not protected' },
    ],
    schema: z.enum(['starttls', 'tls', 'none'], 'must be starttls, tls or none'),
    default: 'starttls',
    fault: (security) =>
      security === 'none'
        ? { severity: 'warning', message: 'User name, password and e-mails go over the network in the clear.' }
        : null,
  }),
);

export const mailVerifies = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'mail.verify_certificate',
    label: "Check the server's certificate",
    description: 'Switch off only for a server with a certificate of its own making.',
    input: 'switch',
    schema: z.boolean(),
    default: true,
    fault: (verifies) =>
      verifies ? null : { severity: 'warning', message: 'Anybody between here and the server can read along.' },
  }),
);

export const mailUser = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'mail.user',
    label: 'User name',
    description: 'For servers that ask for one. Empty: we do not sign in there.',
    input: 'text',
    schema: z.string().trim().max(200),
    default: '',
  }),
);

export const mailPassword = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'mail.password',
    label: 'Password',
    description: 'Sealed at rest and never shown.',
    input: 'secret',
    secret: true,
    schema: z.string().max(500),
    default: '',
    fault: (password, read) =>
      password === '' && read(mailUser) !== ''
        ? { severity: 'warning', message: 'There is a user name but no password.' }
        : null,
  }),
);

export const mailFrom = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'mail.from',
    label: 'Sender',
    description: 'The address our e-mails come from.',
    input: 'email',
    schema: z.union([z.literal(''), z.email('must be an e-mail address')]),
    default: '',
    fault: (from) =>
      from === '' ? { severity: 'critical', message: 'Without a sender no e-mail can be sent.' } : null,
  }),
);

/** Whether e-mail can be sent at all. */
export const mailIsOn = (read: SettingReader): boolean => read(mailHost) !== '' && read(mailFrom) !== '';
