import * as z from 'zod';
import { defineSetting, type SettingReader, settings } from '../settings/setting.js';

const place = { category: 'Application', group: 'Proxy' } as const;

/** The proxy through which we ask other machines; empty asks them directly. The original's name for it (WIRE-CONTRACT §9.4). */
export const proxyHost = settings.add(
  defineSetting({
    ...place,
    id: 'Proxy.host',
    label: 'Proxy host',
    description:
      'Name or address of the HTTP proxy through which other machines are asked. Empty: they are asked directly.',
    input: 'text',
    schema: z
      .string()
      .trim()
      .max(253)
      .regex(/^[a-zA-Z0-9.:_-]*$/, 'must be a host name or an address'),
    default: '',
  }),
);

const dependsOn = {
  id: 'Proxy.host',
  isMet: (read: SettingReader) => read(proxyHost) !== '',
  told: 'Needs a proxy host.',
};

export const proxyPort = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'Proxy.port',
    label: 'Proxy port',
    description: 'The port on which the proxy listens.',
    input: 'number',
    schema: z.int().min(1, 'must be 1 to 65535').max(65_535, 'must be 1 to 65535'),
    default: 3128,
  }),
);

export const proxyUser = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'Proxy.user',
    label: 'Proxy user name',
    description: 'For a proxy that asks for one. Empty: we do not sign in there.',
    input: 'text',
    schema: z.string().trim().max(200),
    default: '',
  }),
);

export const proxyPassword = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'Proxy.password',
    label: 'Proxy password',
    description: 'Sealed at rest and never shown.',
    input: 'secret',
    secret: true,
    schema: z.string().max(500),
    default: '',
  }),
);

/** Hosts that are asked directly although there is a proxy. */
export const proxySpares = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'Proxy.no_proxy',
    label: 'Asked without the proxy',
    description: 'Host names, separated by commas; one that begins with a dot stands for everything below it.',
    input: 'text',
    schema: z
      .string()
      .trim()
      .max(2000)
      .regex(/^[a-zA-Z0-9.:_,\s-]*$/, 'must be host names separated by commas'),
    default: 'localhost, 127.0.0.1',
  }),
);

/** Whether this host is asked directly. */
export const isSpared = (hostname: string, spares: string): boolean =>
  spares
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '')
    .some((one) => (one.startsWith('.') ? hostname.endsWith(one) : hostname === one));
