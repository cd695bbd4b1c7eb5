/**
 * Imports go down only (ARCHITECTURE.md). `scripts/plant-violations.js` breaks each of these rules once and sees it
 * caught; a rule without a plant fails there.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const PACKAGES = '^(packages|apps)/';
const SERVER = '^packages/server/src';

/** A rule that a package or layer imports no code of this repository but what `to` allows. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: [PACKAGES, '^bench/'], pathNot: [from, ...allowed] },
});

const contract = '^packages/contract/';
const geo = '^packages/geo/';
const client = '^packages/client/';
const react = '^packages/react/';
const server = '^packages/server/';
const widget = '^packages/widget/';
const dashboard = '^apps/dashboard/';
const source = (folder) => `^${folder}/src/`;

const packages = [
  only(
    'contract-imports-nothing-of-ours',
    source('packages/contract'),
    [],
    'The contract stands at the bottom.',
  ),
  only(
    'geo-imports-nothing-of-ours',
    source('packages/geo'),
    [],
    'Pure geometry has no dependencies of ours.',
  ),
  only(
    'client-stands-on-contract-and-geo',
    source('packages/client'),
    [contract, geo],
    'As a customer would.',
  ),
  only('react-stands-on-client', source('packages/react'), [contract, geo, client], 'Hooks over the client.'),
  only(
    'widget-stands-on-contract',
    source('packages/widget'),
    [contract],
    'Pages of others load it: of the contract it takes types alone.',
  ),
  only(
    'dashboard-is-a-customer',
    source('apps/dashboard'),
    [contract, geo, client, react],
    'The dashboard uses nothing that a customer could not.',
  ),
  only(
    'server-stands-on-contract-and-geo',
    source('packages/server'),
    [contract, geo],
    'The server knows no client.',
  ),
  only(
    'cli-imports',
    source('packages/cli'),
    [contract, geo, client, server, dashboard, widget],
    'replay needs the client.',
  ),
  only('bench-imports', '^bench/', [contract, geo, client, server], 'It measures what is published.'),
];

/** Within the server: what a layer imports of it besides itself. */
const layer = (name, folder, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `${SERVER}/${folder}/` },
  to: { path: SERVER, pathNot: [folder, ...allowed].map((one) => `${SERVER}/${one}(/|[.]ts$)`) },
});

const layers = [
  layer('ports-import-no-layer', 'ports', [], 'A port is a promise, not an implementation.'),
  layer('kernel-imports-ports', 'kernel', ['ports'], 'Rules know ports only.'),
  layer(
    'modules-import-kernel',
    'modules',
    ['kernel', 'ports'],
    'Below a module are the kernel and the ports.',
  ),
  layer('gateway-imports-kernel', 'gateway', ['kernel', 'ports'], 'A transport translates frames.'),
  layer('adapters-import-ports', 'adapters', ['ports'], 'An adapter gets its config and callbacks.'),
  layer('config-imports-no-layer', 'config', [], 'An option is a name, a default and a sentence.'),
];

/** Siblings of a folder never import each other. */
const siblings = (name, folder, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `${SERVER}/${folder}/([^/]+)/` },
  to: { path: `${SERVER}/${folder}/[^/]+/`, pathNot: `${SERVER}/${folder}/$1/` },
});

module.exports = {
  forbidden: [
    ...packages,
    ...layers,
    siblings('adapters-never-import-each-other', 'adapters', 'Each must be replaceable alone.'),
    siblings('modules-never-import-each-other', 'modules', 'They meet in topics and ports.'),
    {
      name: 'only-app-names-an-adapter',
      comment:
        'app.ts is the one composition root, with realtime.ts for what servers share, storage.ts for what is kept, ' +
        'and open-alerts.ts for what leaves them.',
      severity: 'error',
      from: {
        path: `${SERVER}/`,
        pathNot: [`${SERVER}/(app|realtime|storage|open-alerts)[.]ts$`, `${SERVER}/adapters/`],
      },
      to: { path: `${SERVER}/adapters/` },
    },
    {
      name: 'packages-by-name',
      comment: 'A path into the folder of another package works in this checkout only.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/src/' },
      to: { path: PACKAGES, pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'browser-safe',
      comment: 'What runs in a browser uses nothing of Node.',
      severity: 'error',
      from: { path: '^(packages/(contract|geo|client|react|widget)|apps/dashboard)/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'suites-only-from-tests',
      comment: 'Conformance suites bring Vitest with them.',
      severity: 'error',
      from: { path: '/src/', pathNot: '/src/conformance/' },
      to: { path: '/src/conformance/' },
    },
    {
      name: 'no-test-code-in-sources',
      comment: 'Nothing published imports a test.',
      severity: 'error',
      from: { path: '/src/' },
      to: { path: ['/test/', '^test/', '[.]test[.]tsx?$'] },
    },
    {
      name: 'no-undeclared-package',
      comment: 'What a package imports stands in its own package.json.',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: '/src/conformance/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that resolves to nothing would slip through every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    { name: 'no-cycles', comment: 'Imports go down.', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['/dist/', '[.]css$', '^(packages|apps)/[^/]+/node_modules/'] },
    // TypeScript 7 has no API to parse with; swc sees type-only imports as well.
    parser: 'swc',
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['waycast-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
