/** Reading subjects, for the rooms whose subjects they are. */
export { readApprovedOrders, readEvidence, readHead, readHeadsById, type ApprovedOrder } from './store.ts'
