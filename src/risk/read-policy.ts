/** A published policy by its hash. */
export { readPolicy } from './store.ts'
