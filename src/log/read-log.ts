export { coveredEntries, entriesFrom, genesisEntries } from './store.ts'
