/** What was taken off file, for whoever must not go by it any more. */
export { readRetirements as offFile } from './retired-store.ts'
