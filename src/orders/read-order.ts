/** An order's index row, for the rooms that follow it. */
export { readOrder, type OrderIndex } from './store.ts'
