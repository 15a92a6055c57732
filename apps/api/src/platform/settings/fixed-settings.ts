import type { InstanceSetting } from '@cerebrate/contract';
import type { Config } from '../../kernel/index.js';

/** What of the instance's own row is shown among the settings. */
export interface InstanceIdentity {
  readonly uuid: string;
}

/**
 * What the original keeps among its settings and here follows from how the program was started (decision 130): shown on
 * the settings page and on the wire under the original's names (WIRE-CONTRACT §9.4), changed in the environment alone.
 */
export const fixedSettings = (config: Config, instance: InstanceIdentity): InstanceSetting[] => [
  ...essentials(config, instance),
  ...servers(config),
];

function essentials(config: Config, instance: InstanceIdentity): InstanceSetting[] {
  return [
    fixed('App.baseurl', {
      group: 'Essentials',
      label: 'Address of this instance',
      description: 'What browsers and peers call it; decides cookies, passkeys and the links in e-mails.',
      input: 'url',
      value: config.baseUrl,
      default: '',
      isSet: config.isBaseUrlGiven,
      needs: 'Set by BASE_URL in the environment.',
      fault: config.isBaseUrlGiven
        ? null
        : {
            severity: 'warning',
            message: 'BASE_URL is not set: links in e-mails and to peers lead to this machine alone.',
          },
    }),
    fixed('App.uuid', {
      group: 'Essentials',
      label: 'UUID of this instance',
      description: 'Names it among peers for ever.',
      value: instance.uuid,
      default: '',
      isSet: true,
      needs: 'Made at the first start.',
    }),
  ];
}

function servers(config: Config): InstanceSetting[] {
  const believesProxies = config.trustedProxies.length > 0;
  return [
    fixed('Session.defaults', {
      group: 'Session',
      label: 'Where sessions are kept',
      description: 'Each is a row that ends at once everywhere.',
      input: 'select',
      choices: [{ value: 'database', label: 'Database' }],
      value: 'database',
      default: 'database',
      needs: 'There is no other place.',
    }),
    fixed('security.logging.ip_source', {
      category: 'Security',
      group: 'Logging',
      label: 'Source of addresses',
      description: 'Where the address of a caller is read from, for limits and the audit log.',
      input: 'select',
      choices: [
        { value: 'REMOTE_ADDR', label: 'The connection' },
        { value: 'HTTP_X_FORWARDED_FOR', label: 'X-Forwarded-For of the listed proxies' },
      ],
      value: believesProxies ? 'HTTP_X_FORWARDED_FOR' : 'REMOTE_ADDR',
      default: 'REMOTE_ADDR',
      isSet: believesProxies,
      needs: 'Set by TRUSTED_PROXIES in the environment.',
    }),
    fixed('debug', {
      category: 'Security',
      group: 'Development',
      label: 'Detailed log',
      description: 'Writes more to the log of the program; answers never tell more.',
      input: 'select',
      choices: [
        { value: '0', label: 'Off' },
        { value: '1', label: 'On' },
      ],
      value: isDetailed(config.logLevel) ? '1' : '0',
      default: '0',
      isSet: isDetailed(config.logLevel),
      needs: 'Set by LOG_LEVEL in the environment.',
    }),
  ];
}

type Told = Pick<InstanceSetting, 'group' | 'label' | 'description' | 'value' | 'default' | 'needs'> &
  Partial<InstanceSetting>;

const fixed = (id: string, told: Told): InstanceSetting => ({
  id,
  category: 'Application',
  input: 'text',
  choices: [],
  isSet: false,
  isActive: true,
  isFixed: true,
  fault: null,
  version: 0,
  ...told,
});

const isDetailed = (level: string): boolean => level === 'debug' || level === 'trace';
