export { Screen } from './index.tsx'
