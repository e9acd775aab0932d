/** An order's index row, for the rooms that follow it. */
export { readOrder } from './store.ts'
