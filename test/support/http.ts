export { Refusal } from '../../src/platform/http/rest-api.ts'
