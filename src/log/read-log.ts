export { coveredEntries, entriesFrom, firstEntriesOf } from './store.ts'
