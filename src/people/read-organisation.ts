/** What was set up here, for other rooms; null before `countersign init`. */
export { readOrganisation } from './store.ts'
