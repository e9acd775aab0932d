/** Changes under way, by what their content names. */
export { openChangesNaming } from './list-store.ts'
