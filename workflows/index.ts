/** Everything Temporal runs for us: bundled once, when the service is built. */
export { consent } from './consent.ts'
export { people } from './people.ts'
