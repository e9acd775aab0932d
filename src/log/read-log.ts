export { entriesFrom, firstEntriesOf } from './store.ts'
