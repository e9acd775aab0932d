export { coveredEntries, entriesFrom, genesisEntries, holdEntriesBeyond, holdEntriesSince } from './store.ts'
