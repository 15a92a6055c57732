import { isIP } from 'node:net';
import * as z from 'zod';
import { defineSetting, settings } from '../../kernel/index.js';

const place = { category: 'Security', group: 'Metrics' } as const;

const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
};

/** Where `/metrics` may be asked from without a token. */
export const metricsNetworks = settings.add(
  defineSetting({
    ...place,
    id: 'metrics.networks',
    label: 'Networks that read the metrics',
    description: 'Addresses or networks such as 10.0.0.0/8, which read /metrics without a token. None: nobody does.',
    input: 'list',
    schema: z.array(z.string().trim().refine(isNetwork, 'must be an address or a network such as 10.0.0.0/8')).max(50),
    default: [] as string[],
    fault: (networks) =>
      networks.some((network) => /\/0$/.test(network))
        ? { severity: 'critical', message: 'Everybody may read the metrics of this instance.' }
        : null,
  }),
);

/** What a collector of metrics from elsewhere sends as `Authorization: Bearer`. */
export const metricsToken = settings.add(
  defineSetting({
    ...place,
    id: 'metrics.token',
    label: 'Token that reads the metrics',
    description: 'Sent as "Authorization: Bearer …" by a collector outside of these networks. Empty: no token does.',
    input: 'secret',
    secret: true,
    schema: z.union([
      z.literal(''),
      z
        .string()
        .min(20, 'must have at least 20 characters')
        .max(200)
        .refine((token) => token.length !== 40, 'must not have 40 characters, the length of an auth key'),
    ]),
    default: '',
  }),
);
