/** ES modules throughout, compiled by swc; run with NODE_OPTIONS=--experimental-vm-modules (scripts/test.mjs sets it). */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  testMatch: ['<rootDir>/{src,workflows,client,console,test}/**/*.test.ts'],
  // `npm run pictures` alone asks for these.
  testPathIgnorePatterns: process.env['COUNTERSIGN_PICTURES'] === 'take' ? [] : ['<rootDir>/test/pictures/'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  testTimeout: 30_000,
}
