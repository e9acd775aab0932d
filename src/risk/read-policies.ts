/** Published policies by their hashes. */
export { readPolicies } from './store.ts'
