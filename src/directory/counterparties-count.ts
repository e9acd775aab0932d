/** How many payees are on file. */
export { countCounterparties } from './store.ts'
