import type { MispState, Setting } from './state.js';

const setting = (
  level: Setting['level'],
  name: string,
  type: Setting['type'],
  value: unknown,
  description: string,
  more: Partial<Setting> = {},
): Setting => ({
  level,
  description,
  value,
  test: type === 'boolean' ? 'testBool' : type === 'numeric' ? 'testForNumeric' : 'testForEmpty',
  type,
  tab: name.split('.')[0] ?? '',
  setting: name,
  errorMessage: null,
  ...more,
});

const levelsOfDistribution = ['Organisation', 'This community', 'Connected communities', 'Everybody'];
const unset = { errorMessage: 'Value not set.' };

/** The settings a fresh stand-in has: of every level, every type, wrong ones, redacted ones, some for the shell alone. */
export const freshSettings = (url: string, uuid: string): Setting[] => [
  setting(0, 'MISP.baseurl', 'string', url, 'Address under which the instance is reached.', { test: 'testBaseURL' }),
  setting(0, 'MISP.external_baseurl', 'string', '', 'Address told to other instances.', unset),
  setting(0, 'MISP.live', 'boolean', true, 'Whether anybody but administrators may use the instance.'),
  setting(0, 'MISP.language', 'string', 'eng', 'Language of the pages.', { options: { eng: 'eng', fra: 'fra' } }),
  setting(0, 'MISP.uuid', 'string', uuid, 'Identity of the instance.', { test: 'testUuid' }),
  setting(0, 'MISP.showorg', 'boolean', true, 'Whether names of organisations are shown.'),
  setting(0, 'MISP.host_org_id', 'numeric', '0', 'Organisation that runs the instance.', {
    ...unset,
    options: { '1': 'ORGNAME' },
  }),
  setting(0, 'MISP.default_event_distribution', 'string', '1', 'Distribution of a new event.', {
    options: levelsOfDistribution,
  }),
  setting(0, 'MISP.redis_password', 'string', '*****', 'Password of the store.', { redacted: true }),
  setting(0, 'MISP.self_update', 'boolean', false, 'Whether updates start from the pages.', { cli_only: true }),
  setting(0, 'Security.salt', 'string', '*****', 'Salt of hashes.', { redacted: true }),
  setting(0, 'Security.advanced_authkeys', 'boolean', true, 'Several keys for each user.'),
  setting(0, 'Session.timeout', 'numeric', 600, 'Minutes after which a session ends.'),
  setting(1, 'MISP.python_bin', 'string', false, 'Path of the interpreter.', { cli_only: true, ...unset }),
  setting(1, 'MISP.max_correlations_per_event', 'numeric', 5000, 'Longest list of correlations.'),
  setting(1, 'MISP.email', 'string', 'misp@misp.test', 'Address that letters come from.'),
  setting(1, 'MISP.contact', 'string', '', 'Address of whoever runs the instance.', unset),
  setting(1, 'GnuPG.password', 'string', '*****', 'Password of the key.', { redacted: true, ...unset }),
  setting(1, 'Plugin.Sightings_policy', 'numeric', 0, 'Who sees sightings.', {
    ...unset,
    options: ['Owner', 'Reporters', 'Everybody'],
  }),
  setting(1, 'Plugin.ZeroMQ_enable', 'boolean', false, 'Whether changes are published.', unset),
  setting(2, 'MISP.welcome_text_top', 'string', 'Initial Install, please configure', 'Text above the sign-in.'),
  setting(2, 'MISP.welcome_text_bottom', 'string', '', 'Text below the sign-in.'),
  setting(2, 'MISP.log_auth', 'boolean', false, 'Whether every sign-in is logged.'),
  setting(2, 'Security.password_policy_length', 'numeric', 12, 'Shortest password.', { test: 'testPasswordLength' }),
  setting(2, 'Proxy.port', 'numeric', '', 'Port of the proxy.', unset),
];

const queue = (pid: number) => ({
  ok: true,
  workers: [{ pid, user: 'www-data', alive: true, correct_user: true, ok: true }],
  jobCount: 0,
});

/** Queues with a worker each, as after `restartWorkers`. */
export const runningWorkers = (): Record<string, unknown> => ({
  cache: queue(101),
  default: queue(102),
  email: queue(103),
  prio: queue(104),
  update: queue(105),
  proc_accessible: true,
  controls: true,
  supervisord_status: true,
});

const listed = ({ level, value, errorMessage, test, type, tab, setting: name, ...more }: Setting) => ({
  level,
  value,
  errorMessage: errorMessage ?? null,
  test,
  type,
  ...(errorMessage ? { error: 1 } : {}),
  ...(more.options ? { options: more.options } : {}),
  ...(more.cli_only ? { cli_only: true } : {}),
  ...(more.redacted ? { redacted: true } : {}),
  tab,
  setting: name,
});

const php = (value: number, recommended: number, unit: string) => ({
  explanation: 'A limit.',
  recommended,
  unit,
  value,
});
const table = (name: string, bytes: number) => ({
  table: name,
  used: `${(bytes / 1_048_576).toFixed(2)} MB`,
  reclaimable: '0 MB',
  data_in_bytes: bytes,
  index_in_bytes: 16_384,
  reclaimable_in_bytes: 0,
});

/** The reply of `servers/serverSettings`: version, limits, database, queues and every setting. */
export const serverSettings = (state: MispState) => ({
  version: { current: `v${state.version}`, newest: null, upToDate: 'disabled' },
  phpSettings: {
    max_execution_time: php(300, 300, 'seconds'),
    memory_limit: php(2048, 2048, 'MB'),
    upload_max_filesize: php(50, 50, 'MB'),
    post_max_size: php(50, 50, 'MB'),
  },
  gpgStatus: 'FAIL: settings not set',
  proxyStatus: 'not configured (so not tested)',
  zmqStatus: 1,
  stix: { operational: 0, invalid_version: true, test_run: true },
  moduleStatus: { Enrichment: 1, Import: 1, Export: 1, Cortex: 1 },
  writeableDirs: { '/tmp': 0 },
  writeableFiles: {},
  readableFiles: {},
  dbDiagnostics: { events: table('events', 1_048_576), attributes: table('attributes', 4_194_304) },
  dbSchemaDiagnostics: {
    dataSource: 'Database/MysqlObserverExtended',
    actual_db_version: '130',
    diagnostic: [],
    expected_db_version: '130',
    error: '',
    update_locked: false,
  },
  dbConfiguration: [
    {
      name: 'innodb_buffer_pool_size',
      value: '268435456',
      default: '134217728',
      recommended: '2147483648',
      explanation: 'Memory for tables.',
    },
  ],
  redisInfo: { extensionVersion: '5.3.7', connection: true, redis_version: '7.0.15' },
  finalSettings: state.settings.map(listed),
  extensions: { cli: { phpversion: '8.2.36' }, extensions: {}, dependencies: {} },
  workers: state.workers,
  backgroundJobsStatus: 'OK',
});

/** The reply of `servers/getSetting`. */
export const oneSetting = ({ level, description, value, test, type, options, setting: name }: Setting) => ({
  level,
  description,
  value,
  test,
  type,
  name,
  ...(options ? { options } : {}),
});
