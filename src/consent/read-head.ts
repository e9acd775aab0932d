/** Reading subjects, for the rooms whose subjects they are. */
export { readEvidence } from './evidence-store.ts'
export { hasKeptDenial } from './kept-answer-store.ts'
export { readApprovedOrders, type ApprovedOrder } from './page-store.ts'
export { readHead, readHeadsById } from './store.ts'
