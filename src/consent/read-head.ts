/** Reading subjects, for the rooms whose subjects they are. */
export { readHead, readHeads, readHeadsById } from './store.ts'
