export { createApi, Refusal, type Answer, type Api } from '../../src/platform/http/rest-api.ts'
