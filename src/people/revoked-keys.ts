/** Of these keys, those that were revoked. */
export { readRevoked as revokedKeys } from './key-store.ts'
