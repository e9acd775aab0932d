/** Of these keys, those that were revoked; and the same for as long as a transaction lasts. */
export { lockKeyStates, readRevoked as revokedKeys } from './key-store.ts'
