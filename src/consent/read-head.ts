/** Reading subjects, for the rooms whose subjects they are. */
export { readApprovedOrderIds, readHead, readHeadsById } from './store.ts'
