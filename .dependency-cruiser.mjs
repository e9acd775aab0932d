/**
 * Which folder may import which (docs/adr/0005, 0007). Read by scripts/check-arrows.mjs, which also asserts that the
 * cruiser saw the files at all. The swc parser does not tell `import type` from `import`: an arrow is an arrow.
 */
const TEST = '\\.test\\.ts$'
const STORE = '^src/.+[/-]store\\.ts$'

/** @param {string[]} names @returns {string[]} */
const packages = (...names) => names.map((name) => `^node_modules/${name}/`)

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one subject, or hide a third.',
      severity: 'error',
      from: { path: '^(src|workflows|client|console|test)/' },
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'The module is not there, or package.json does not name it.',
      severity: 'error',
      from: { path: '^(src|workflows|client|console|test|scripts)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-package',
      comment: 'Add the package to package.json: a transitive dependency can vanish.',
      severity: 'error',
      from: { path: '^(src|workflows|client|console|test|scripts)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-package-in-product',
      comment: 'An installation has only "dependencies".',
      severity: 'error',
      from: { path: '^(src|workflows|client)/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'no-tests-in-product',
      comment: 'Product code knows nothing of its tests.',
      severity: 'error',
      from: { path: '^(src|workflows|client)/', pathNot: TEST },
      to: { path: ['^test/', TEST] },
    },
    {
      name: 'domain-is-pure',
      comment: 'The rules run in the API, the worker, the signer and the offline verifier: no clock, no I/O.',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: TEST },
      to: {
        pathNot: ['^src/domain/', ...packages('canonicalize', '@marcbachmann/cel-js', '@noble/hashes', 'unhomoglyph')],
      },
    },
    {
      name: 'workflows-stand-alone',
      comment: 'Temporal replays them: a new import can break every open workflow.',
      severity: 'error',
      from: { path: '^workflows/', pathNot: TEST },
      to: { pathNot: ['^workflows/', ...packages('@temporalio/workflow')] },
    },
    {
      name: 'workflows-by-contract',
      comment: 'Rooms know what a workflow is asked and answers, not how it waits.',
      severity: 'error',
      from: { path: '^(src|client)/', pathNot: TEST },
      to: { path: '^workflows/', pathNot: '^workflows/contract\\.ts$' },
    },
    {
      name: 'store-stays-in-its-room',
      comment: 'Only a room knows its tables; others call its use cases.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: TEST },
      to: { path: STORE, pathNot: '^src/$1/' },
    },
    {
      name: 'no-store-from-outside',
      comment: 'Wiring, workflows and clients call use cases.',
      severity: 'error',
      from: { path: ['^src/[^/]+\\.ts$', '^src/main/', '^(workflows|client)/'], pathNot: TEST },
      to: { path: STORE },
    },
    {
      name: 'platform-knows-no-room',
      comment: 'Rooms stand on the platform. The log alone is written from it.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: TEST },
      to: { path: '^(src|workflows|client)/', pathNot: '^(src/(platform|domain|log)/|workflows/contract\\.ts$)' },
    },
    {
      name: 'embedded-knows-no-room',
      comment: 'It starts servers; what they are for is not its concern.',
      severity: 'error',
      from: { path: '^src/embedded/', pathNot: TEST },
      to: { path: '^(src|workflows|client)/', pathNot: '^src/(embedded|platform|domain)/' },
    },
    {
      name: 'embedded-from-main-and-cli',
      comment: 'In production nothing is embedded: a room that imports it could not run there.',
      severity: 'error',
      from: { path: '^(src|workflows|client)/', pathNot: [TEST, '^src/(main(\\.ts$|/)|cli/|embedded/)'] },
      to: { path: '^src/embedded/' },
    },
    {
      name: 'nobody-imports-the-wiring',
      comment: 'domain <- rooms <- main <- cli.',
      severity: 'error',
      from: { path: '^(src|workflows|client)/', pathNot: [TEST, '^src/(main(\\.ts$|/)|cli/)'] },
      to: { path: '^src/(main(\\.ts$|/)|cli/)' },
    },
    {
      name: 'signer-is-small',
      comment:
        'It alone can release: what it does not need cannot be turned against it. (Of Temporal it reaches types.)',
      severity: 'error',
      from: { path: '^src/main/signer\\.ts$' },
      to: {
        path: ['^src/main/(api|worker|sandbox)\\.ts$', ...packages('bullmq', 'nodemailer', 'yaml', 'libxml2-wasm')],
        reachable: true,
      },
    },
    {
      name: 'client-is-small',
      comment: 'An ERP takes the client in: the payment digest and the token check, nothing of the server.',
      severity: 'error',
      from: { path: '^client/', pathNot: TEST },
      to: {
        pathNot: ['^client/', '^src/domain/', '^(node:)?(crypto|fs/promises|path)$', ...packages('jose')],
      },
    },
    {
      name: 'console-by-wire-types',
      comment:
        'The browser knows the calls, not the service. These imports are types (scripts/check-arrows.mjs looks).',
      severity: 'error',
      from: { path: '^console/', pathNot: TEST },
      to: { path: '^(src|workflows|client|test|scripts)/', pathNot: '^src/.+[/-]schema\\.ts$' },
    },
    {
      name: 'nobody-imports-the-console',
      comment: 'It is built by itself and served as files.',
      severity: 'error',
      from: { path: '^(src|workflows|client|test)/' },
      to: { path: '^console/' },
    },
    {
      name: 'screens-stand-alone',
      comment: 'Each is loaded by itself. What two of them need is a part (console/parts).',
      severity: 'error',
      from: { path: '^console/screens/([^/]+)/' },
      to: { path: '^console/screens/', pathNot: '^console/screens/$1/' },
    },
  ],
  options: {
    parser: 'swc',
    moduleSystems: ['es6', 'cjs'],
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
      mainFields: ['main', 'types'],
    },
  },
}
