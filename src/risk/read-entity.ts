/** The legal entity's calendar and cut-off, for the rooms that plan by them. */
export { readEntity } from './store.ts'
