/** `node --import ./scripts/run-typescript.mjs FILE.ts` runs a file of `test` that is a program of its own. */
import { register } from 'node:module'

register('./typescript-hook.mjs', import.meta.url)
