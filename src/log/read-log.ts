export { entriesFrom, firstEntryOf } from './store.ts'
