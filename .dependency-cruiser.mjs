/**
 * Who may import whom (docs: the table of rooms in apps/api/README.md and apps/web/README.md).
 * Run by `npm test` and by `npm run imports`.
 */

/** The API's rooms from the ground up: a room may use the ones before it, never the ones after it. */
const rooms = ['kernel', 'fields', 'requests', 'directory', 'identity', 'federation', 'tools', 'platform', 'dialect'];
const api = '^apps/api/src/';
const web = '^apps/web/src/';
const specs = '\\.(spec|fixture)\\.tsx?$|^(apps|libs)/.*/?(test|e2e)/|^libs/[^/]+/fixtures/';

/** A room's door is its index.ts; the kernel, being all mechanism, has one per part. */
const doors = [`${api}(${rooms.join('|')})/index\\.ts$`, `${api}kernel/([^/]+\\.ts|[^/]+/index\\.ts)$`];

const roomOrder = rooms.slice(0, -1).map((room, place) => ({
  name: `api-order-${room}`,
  comment: `${room} stands before ${rooms.slice(place + 1).join(', ')}: store the id and let the higher room ask.`,
  severity: 'error',
  from: { path: `${api}${room}/`, pathNot: specs },
  to: { path: `${api}(${rooms.slice(place + 1).join('|')})/` },
}));

const apiRules = [
  ...roomOrder,
  {
    name: 'api-door',
    comment: "Another room is entered through its index.ts: export there what you need, or ask the room's owner to.",
    severity: 'error',
    // entities.ts is the list TypeORM is given
    from: { path: `${api}([^/]+)(/|\\.ts$)`, pathNot: [specs, `${api}entities\\.ts$`] },
    to: { path: `${api}(${rooms.join('|')})/`, pathNot: [`${api}$1/`, ...doors] },
  },
  {
    name: 'api-migrations-alone',
    comment: 'A migration must still run when the code of today is gone: SQL only.',
    severity: 'error',
    from: { path: `${api}migrations/`, pathNot: specs },
    to: { path: api, pathNot: `${api}migrations/` },
  },
  {
    name: 'api-wire-only-where-peers-are',
    comment:
      'The shapes of the PHP original are known to federation, dialect and the document that lists its paths alone.',
    severity: 'error',
    from: { path: api, pathNot: [`${api}(federation|dialect|platform/api-document)/`, specs] },
    to: { path: '^libs/cerebrate-wire/' },
  },
  {
    name: 'api-axios-only-remote',
    comment: 'Outbound HTTP goes through kernel/remote, which knows proxy, TLS, time limits and redaction.',
    severity: 'error',
    from: { path: '^(apps/api|libs)/', pathNot: [`${api}kernel/remote/`, specs] },
    to: { path: 'node_modules/axios' },
  },
];

const webRules = [
  {
    name: 'web-api-is-transport',
    comment: 'src/api carries requests: contract and axios, no React, no screens.',
    severity: 'error',
    from: { path: `${web}api/`, pathNot: specs },
    to: { path: [`${web}(ui|parts|features|shell)/`, 'node_modules/(react|react-dom|react-bootstrap)/'] },
  },
  {
    name: 'web-ui-without-domain',
    comment: 'src/ui has looks and behaviour only: no contract, no transport, no screens.',
    severity: 'error',
    from: { path: `${web}ui/`, pathNot: specs },
    to: { path: ['^libs/', `${web}(api|parts|features|shell)/`] },
  },
  {
    name: 'web-parts-below-features',
    severity: 'error',
    from: { path: `${web}parts/`, pathNot: specs },
    to: { path: `${web}(features|shell)/` },
  },
  {
    name: 'web-features-apart',
    comment: 'What two features need belongs in src/parts.',
    severity: 'error',
    from: { path: `${web}features/([^/]+)/`, pathNot: specs },
    to: { path: `${web}(features|shell)/`, pathNot: `${web}features/$1/` },
  },
  {
    name: 'web-axios-only-api',
    severity: 'error',
    from: { path: web, pathNot: [`${web}api/`, specs] },
    to: { path: 'node_modules/axios' },
  },
];

const libraryRules = [
  { name: 'libs-not-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
  {
    name: 'apps-apart',
    comment: 'The SPA and the API meet in libs/contract.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'library-door',
    comment: 'A library is imported by its name, which is its src/index.ts.',
    severity: 'error',
    from: { path: '^(apps|libs/([^/]+))/', pathNot: specs },
    to: {
      path: '^libs/',
      pathNot: ['^libs/[^/]+/src/index\\.ts$', '^libs/connectors/[^/]+/src/index\\.ts$', '^libs/$2/'],
    },
  },
  {
    name: 'contract-and-templates-pure',
    comment: 'Runs in the browser and on the server: no built-in of Node, no other project.',
    severity: 'error',
    from: { path: '^libs/(contract|meta-templates)/', pathNot: specs },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'contract-alone',
    severity: 'error',
    from: { path: '^libs/(contract|meta-templates)/' },
    to: { path: '^libs/', pathNot: '^libs/(contract|meta-templates)/' },
  },
  {
    name: 'libs-without-frameworks',
    severity: 'error',
    from: { path: '^libs/' },
    to: { path: 'node_modules/(@nestjs|typeorm|pg|react|react-dom|react-bootstrap|axios)/' },
  },
  {
    name: 'connectors-apart',
    severity: 'error',
    from: { path: '^libs/connectors/([^/]+)/' },
    to: {
      path: '^libs/',
      pathNot: [
        '^libs/connectors/$1/',
        '^libs/(connector-sdk|contract)/src/index\\.ts$',
        '^libs/connector-sdk/test/conformance\\.ts$',
      ],
    },
  },
];

const soundness = [
  {
    name: 'no-cycles',
    comment: 'Files that need each other at run time are one thing, or miss a third.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'resolvable',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '\\?(raw|url|inline)$|^virtual:' },
  },
  {
    name: 'not-to-spec',
    comment: 'Shared things of specs live in test/.',
    severity: 'error',
    from: { pathNot: specs },
    to: { path: specs },
  },
  {
    name: 'declared-dependency',
    comment: 'Name the package in the dependencies of this workspace.',
    severity: 'error',
    from: { path: '^(apps|libs)/.*/src/', pathNot: specs },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  },
];

export default {
  forbidden: [...soundness, ...libraryRules, ...apiRules, ...webRules],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^apps/[a-z]+/(dist|test-results)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
